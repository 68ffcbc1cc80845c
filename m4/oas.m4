dnl SPDX-License-Identifier: Apache-2.0
dnl What configure asks of this machine, each with an answer for the person who lacks it.

dnl OAS_NEEDED(WHAT, DEBIAN PACKAGE): end configure with the line that mends it.
AC_DEFUN([OAS_NEEDED], [AC_MSG_ERROR([$1 is needed and was not found: on Debian, apt-get install $2])])

dnl OAS_REQUIRE(NAME, PKG-CONFIG MODULES, DEBIAN PACKAGE)
AC_DEFUN([OAS_REQUIRE], [
  PKG_CHECK_MODULES([$1], [$2], [], [OAS_NEEDED([$2], [$3])])
])

dnl OAS_FIND_APXS: httpd's headers, and its folders of modules and of headers.
AC_DEFUN([OAS_FIND_APXS], [
  AC_ARG_WITH([apxs], [AS_HELP_STRING([--with-apxs=PATH], [httpd's apxs (default: searched)])],
    [APXS=$withval], [APXS=])
  AS_IF([test -z "$APXS"], [AC_PATH_PROGS([APXS], [apxs apxs2], [], [$PATH:/usr/sbin:/usr/local/apache2/bin])])
  AS_IF([test -z "$APXS" || test ! -x "$APXS"], [OAS_NEEDED([apxs], [apache2-dev])])
  dnl As system headers: httpd's own are not clean under our warnings.
  HTTPD_CPPFLAGS="-isystem $($APXS -q INCLUDEDIR) $($APXS -q EXTRA_CPPFLAGS)"
  AC_ARG_WITH([module-dir],
    [AS_HELP_STRING([--with-module-dir=DIR], [where make install puts the module (default: as apxs says)])],
    [moduledir=$withval], [moduledir=$($APXS -q LIBEXECDIR)])
  AC_ARG_WITH([include-dir],
    [AS_HELP_STRING([--with-include-dir=DIR], [where make install puts mod_oauth_session.h (default: as apxs says)])],
    [httpdincludedir=$withval], [httpdincludedir=$($APXS -q INCLUDEDIR)])
  AC_SUBST([HTTPD_CPPFLAGS])
  AC_SUBST([moduledir])
  AC_SUBST([httpdincludedir])
])

dnl OAS_FORTIFY: the highest _FORTIFY_SOURCE that compiler, C library and the user's CFLAGS allow; none without optimisation.
AC_DEFUN([OAS_FORTIFY], [
  AC_CACHE_CHECK([for the highest _FORTIFY_SOURCE], [oas_cv_fortify], [
    oas_cv_fortify=none
    oas_save_CFLAGS=$CFLAGS
    for level in 3 2; do
      CFLAGS="$oas_save_CFLAGS -Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$level"
      AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#include <string.h>
#if __USE_FORTIFY_LEVEL < _FORTIFY_SOURCE
#error the C library does not have this level
#endif
]])], [oas_cv_fortify=$level; break])
    done
    CFLAGS=$oas_save_CFLAGS
  ])
  AS_IF([test "$oas_cv_fortify" != none],
    [OAS_CFLAGS="$OAS_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$oas_cv_fortify"])
])

dnl OAS_OPTIMISE_AT_LINK: one file's functions may become part of another's, and calls of other libraries go without a stub:
dnl 700 instructions less in each signed-in request. Only where archiver and linker know such objects, too; programs
dnl of tests are many, and linked as ever.
AC_DEFUN([OAS_OPTIMISE_AT_LINK], [
  AC_ARG_ENABLE([lto], [AS_HELP_STRING([--disable-lto], [optimise each file by itself])])
  AC_CACHE_CHECK([whether the linker can optimise], [oas_cv_lto], [
    oas_cv_lto=no
    oas_save_CFLAGS=$CFLAGS
    oas_save_LIBS=$LIBS
    CFLAGS="$CFLAGS -Werror -flto=auto -ffat-lto-objects -fno-plt -Wno-maybe-uninitialized"
    AC_COMPILE_IFELSE([AC_LANG_SOURCE([[int answer(void); int answer(void) { return 42; }]])], [
      rm -f conftest.a
      AS_IF([mv conftest.$ac_objext conftest_answer.o && $AR cr conftest.a conftest_answer.o >&AS_MESSAGE_LOG_FD 2>&1], [
        LIBS="conftest.a $LIBS"
        AC_LINK_IFELSE([AC_LANG_PROGRAM([[int answer(void);]], [[return answer() != 42;]])], [oas_cv_lto=yes])
      ])
      rm -f conftest.a conftest_answer.o
    ])
    CFLAGS=$oas_save_CFLAGS
    LIBS=$oas_save_LIBS
  ])
  AS_IF([test "$enable_lto" != no && test "$oas_cv_lto" = yes], [
    dnl gcc guesses wrong at -O3, where it puts more into one function; all other builds, and those of clang, warn as ever
    OAS_LTO_CFLAGS="-flto=auto -ffat-lto-objects -fno-plt -Wno-maybe-uninitialized"
    OAS_LTO_NONE=-fno-lto
    dnl -O3 is another 330 instructions less
    AS_IF([test -z "$oas_given_CFLAGS"], [CFLAGS="-g -O3"])
  ])
  AC_SUBST([OAS_LTO_CFLAGS])
  AC_SUBST([OAS_LTO_NONE])
])

dnl OAS_COMPILER_FLAGS: C11, all warnings as errors, hardening; --enable-sanitizers,
dnl --enable-thread-sanitizer and --enable-fuzzing for tests.
AC_DEFUN([OAS_COMPILER_FLAGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--disable-werror], [let warnings of a newer compiler be warnings])])
  AC_ARG_ENABLE([sanitizers], [AS_HELP_STRING([--enable-sanitizers], [build with ASan and UBSan])])
  AC_ARG_ENABLE([thread-sanitizer],
    [AS_HELP_STRING([--enable-thread-sanitizer], [build with TSan, which does not go with the others])])
  AC_ARG_ENABLE([faults],
    [AS_HELP_STRING([--enable-faults], [let tests kill writers of the session table anywhere; always with sanitizers])])
  AC_ARG_ENABLE([fuzzing], [AS_HELP_STRING([--enable-fuzzing], [build the fuzz targets with libFuzzer (clang)])])
  AM_CONDITIONAL([FUZZING], [test "$enable_fuzzing" = yes])

  OAS_CFLAGS="-std=c11 -Wall -Wextra -Wformat=2 -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -fno-common"
  OAS_LDFLAGS=
  AS_IF([test "$enable_werror" != no], [OAS_CFLAGS="$OAS_CFLAGS -Werror"])
  AS_IF([test "$enable_sanitizers" = yes || test "$enable_faults" = yes], [OAS_CFLAGS="$OAS_CFLAGS -DOAS_SHM_FAULTS"])
  AS_IF([test "$enable_thread_sanitizer" = yes], [sanitizers=thread], [sanitizers=])
  AS_IF([test "$enable_sanitizers" = yes || test "$enable_fuzzing" = yes], [
    AS_IF([test -n "$sanitizers"], [AC_MSG_ERROR([--enable-thread-sanitizer goes with no other sanitizer])])
    sanitizers=address,undefined
  ])
  AS_IF([test -n "$sanitizers"], [
    OAS_CFLAGS="$OAS_CFLAGS -fsanitize=$sanitizers -fno-sanitize-recover=all -fno-omit-frame-pointer"
    OAS_LDFLAGS="-fsanitize=$sanitizers"
  ], [
    OAS_FORTIFY
    OAS_OPTIMISE_AT_LINK
    OAS_CFLAGS="$OAS_CFLAGS -fstack-protector-strong -fstack-clash-protection"
    OAS_LDFLAGS="-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack"
  ])
  AS_IF([test "$enable_fuzzing" = yes], [OAS_CFLAGS="$OAS_CFLAGS -fsanitize=fuzzer-no-link"])
  AC_SUBST([OAS_CFLAGS])
  AC_SUBST([OAS_LDFLAGS])
])
