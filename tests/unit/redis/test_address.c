/* SPDX-License-Identifier: Apache-2.0 */
#include "redis/address.h"

#include "unit.h"

static oas_redis_address_t *parsed(const char *text, oas_work_t *work)
{
    oas_redis_address_t *address;

    assert_int_equal(oas_redis_address_parse(&address, text, work), OAS_OK);
    assert_null(strstr(address->title, "secret"));
    return address;
}

static void a_host_is_enough(void **state)
{
    oas_redis_address_t *address = parsed("redis://cache.example", unit_work(state));

    assert_string_equal(address->host, "cache.example");
    assert_int_equal(address->port, 6379);
    assert_string_equal(address->database, "0");
    assert_null(address->user);
    assert_null(address->password);
    assert_null(address->path);
}

static void each_part_is_found(void **state)
{
    oas_redis_address_t *address = parsed("redis://web:s%3Aecret%40%2Fsecret@10.0.0.1:7000/3", unit_work(state));

    assert_string_equal(address->user, "web");
    assert_string_equal(address->password, "s:ecret@/secret");
    assert_string_equal(address->host, "10.0.0.1");
    assert_int_equal(address->port, 7000);
    assert_string_equal(address->database, "3");
}

static void a_password_needs_no_user(void **state)
{
    oas_redis_address_t *address = parsed("redis://:secret@[::1]:7000/", unit_work(state));

    assert_null(address->user);
    assert_string_equal(address->password, "secret");
    assert_string_equal(address->host, "::1");
    assert_int_equal(address->port, 7000);
}

static void a_socket_is_a_path(void **state)
{
    oas_redis_address_t *address = parsed("redis+unix:/run/redis.sock?db=2", unit_work(state));

    assert_string_equal(address->path, "/run/redis.sock");
    assert_string_equal(address->database, "2");
    assert_null(address->host);
}

static void refuses_what_is_no_address_and_never_tells_its_password(void **state)
{
    static const char *const texts[] = {
        "", "redis:", "redis://", "redis:///1", "http://host", "rediss://host", "redis+unix:run", "redis+unix:",
        "redis+unix:/a?name=1", "redis+unix:/a?db=", "redis+unix:/a?db=x", "redis://host:", "redis://host:0",
        "redis://host:65536", "redis://host:123456", "redis://host:-1", "redis://host:1x", "redis://host/x",
        "redis://host/1/2", "redis://secret@host", "redis://:@host", "redis://u:secret%@host", "redis://u:secret%2@host",
        "redis://u:secret%00@host", "redis://u:secret%zz@host", "redis://u:secret@", "redis://[::1", "redis://[]",
        "redis://[::1]x:1", "redis://u:secret@host:99999",
    };
    oas_redis_address_t *address;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);

        assert_int_equal(oas_redis_address_parse(&address, texts[i], &work), OAS_MISCONFIGURED);
        assert_null(address);
        assert_reason(&work, "redis_address");
        assert_null(strstr(work.failure, "secret"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_is_enough),
        cmocka_unit_test(each_part_is_found),
        cmocka_unit_test(a_password_needs_no_user),
        cmocka_unit_test(a_socket_is_a_path),
        cmocka_unit_test(refuses_what_is_no_address_and_never_tells_its_password),
    };

    return unit_run("redis_address", tests, sizeof(tests) / sizeof(tests[0]));
}
