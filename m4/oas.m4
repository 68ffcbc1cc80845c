dnl SPDX-License-Identifier: Apache-2.0
dnl What configure asks of this machine, each with an answer for the person who lacks it.

dnl OAS_REQUIRE(NAME, PKG-CONFIG MODULES, DEBIAN PACKAGE)
AC_DEFUN([OAS_REQUIRE], [
  PKG_CHECK_MODULES([$1], [$2], [],
    [AC_MSG_ERROR([$2 is needed and was not found: on Debian, apt-get install $3])])
])

dnl OAS_FIND_APXS: httpd's headers and its folder of modules.
AC_DEFUN([OAS_FIND_APXS], [
  AC_ARG_WITH([apxs], [AS_HELP_STRING([--with-apxs=PATH], [httpd's apxs (default: searched)])],
    [APXS=$withval], [APXS=])
  AS_IF([test -z "$APXS"], [AC_PATH_PROGS([APXS], [apxs apxs2], [], [$PATH:/usr/sbin:/usr/local/apache2/bin])])
  AS_IF([test -z "$APXS" || test ! -x "$APXS"],
    [AC_MSG_ERROR([apxs is needed and was not found: on Debian, apt-get install apache2-dev])])
  HTTPD_CPPFLAGS="-isystem $($APXS -q INCLUDEDIR) $($APXS -q EXTRA_CPPFLAGS)"
  AC_ARG_WITH([module-dir],
    [AS_HELP_STRING([--with-module-dir=DIR], [where make install puts the module (default: as apxs says)])],
    [moduledir=$withval], [moduledir=$($APXS -q LIBEXECDIR)])
  AC_SUBST([HTTPD_CPPFLAGS])
  AC_SUBST([moduledir])
])

dnl OAS_COMPILER_FLAGS: C11, all warnings as errors, hardening; --enable-sanitizers and --enable-fuzzing for tests.
AC_DEFUN([OAS_COMPILER_FLAGS], [
  AC_ARG_ENABLE([sanitizers], [AS_HELP_STRING([--enable-sanitizers], [build with ASan and UBSan])])
  AC_ARG_ENABLE([fuzzing], [AS_HELP_STRING([--enable-fuzzing], [build the fuzz targets with libFuzzer (clang)])])
  AM_CONDITIONAL([FUZZING], [test "$enable_fuzzing" = yes])

  OAS_CFLAGS="-std=c11 -Wall -Wextra -Werror -Wformat=2 -Wformat-security -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -fvisibility=default -fno-common"
  OAS_LDFLAGS=
  AS_IF([test "$enable_sanitizers" = yes || test "$enable_fuzzing" = yes], [
    OAS_CFLAGS="$OAS_CFLAGS -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
    AS_IF([test "$enable_fuzzing" = yes], [OAS_CFLAGS="$OAS_CFLAGS -fsanitize=fuzzer-no-link"])
    OAS_LDFLAGS="-fsanitize=address,undefined"
  ], [
    OAS_CFLAGS="$OAS_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection"
    OAS_LDFLAGS="-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack"
  ])
  AC_SUBST([OAS_CFLAGS])
  AC_SUBST([OAS_LDFLAGS])
])
