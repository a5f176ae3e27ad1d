# A Django site whose cache, page cache and sessions are in the server, through django-redis, unchanged. Prints "ok" at the
# end; anything unexpected raises.
import sys

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    CACHES={
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{sys.argv[1]}/1",
            "OPTIONS": {
                "CLIENT_CLASS": "django_redis.client.DefaultClient",
                "COMPRESSOR": "django_redis.compressors.zlib.ZlibCompressor",
            },
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.cache.UpdateCacheMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.cache.FetchFromCacheMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of this test",
    SESSION_CACHE_ALIAS="default",
    SESSION_ENGINE="django.contrib.sessions.backends.cache",
)
django.setup()

import time  # noqa: E402

from django.contrib.sessions.backends.cache import SessionStore  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.cache import cache_page, never_cache  # noqa: E402
from redis.exceptions import ResponseError  # noqa: E402

rendered = 0


@cache_page(300)
def page(request):
    global rendered
    rendered += 1
    return HttpResponse(f"rendered {rendered}")


@never_cache
def visits(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(str(request.session["visits"]))


urlpatterns = [path("page", page), path("visits", visits)]

# The cache API, with values that are pickled and compressed.
cache.clear()
assert cache.get("nothing") is None and cache.get("nothing", "other") == "other"
cache.set("plain", {"name": "Ada", "tags": ["a", "b"]}, 300)
assert cache.get("plain") == {"name": "Ada", "tags": ["a", "b"]}
cache.set("number", 7, None)
assert cache.ttl("number") is None and 290 < cache.ttl("plain") <= 300 and cache.ttl("nothing") == 0
long = "text " * 20_000
cache.set("long", long, 300)
assert cache.get("long") == long
assert cache.add("plain", 1, 300) is False and cache.add("new", 1, 300) is True
assert cache.set("new", 2, nx=True) is False and cache.set("xx", 2, xx=True) is False
assert cache.touch("new", 600) is True and cache.touch("nothing", 600) is False
assert cache.expire("new", 1000) is True and cache.ttl("new") > 600
assert cache.pexpire("new", 2_000_000) is True and cache.pttl("new") > 1_000_000
assert cache.persist("new") is True and cache.ttl("new") is None
assert cache.get_or_set("computed", lambda: "once", 300) == "once"
assert cache.get_or_set("computed", lambda: "twice", 300) == "once"
assert "computed" in cache and cache.has_key("nothing") is False
cache.set_many({f"many:{i}": i for i in range(100)}, 300)
assert cache.get_many(["many:1", "nothing", "many:99"]) == {"many:1": 1, "many:99": 99}
assert sorted(cache.keys("many:1?")) == [f"many:1{i}" for i in range(10)]
assert len(list(cache.iter_keys("many:*", itersize=7))) == 100
assert cache.delete_pattern("many:2*") == 11
assert cache.delete_many(["many:1", "many:3", "nothing"]) == 2
assert cache.delete("many:4") and not cache.delete("many:4")
assert cache.incr_version("plain") == 2 and cache.get("plain") is None
assert cache.get("plain", version=2)["name"] == "Ada"
cache.set("gone", 1, timeout=1)
cache.pexpire("gone", 1)
while cache.get("gone") is not None:
    time.sleep(0.005)
assert cache.incr("number") == 8 and cache.decr("number", 3) == 5  # its script is refused, so it reads and writes
assert cache.ttl("number") is None
lock = cache.lock("lock", timeout=30)
assert lock.acquire(blocking=False) and not cache.lock("lock").acquire(blocking=False)
try:
    lock.release()
    raise AssertionError("giving a lock back needs a script, which the server does not have")
except ResponseError as error:
    assert str(error).startswith("unknown command 'EVAL"), error

# Sessions by themselves.
session = SessionStore()
session["cart"] = [1, 2, 3]
session.set_expiry(600)
session.save()
key = session.session_key
assert SessionStore(session_key=key)["cart"] == [1, 2, 3] and SessionStore().exists(key)
session = SessionStore(session_key=key)
session.cycle_key()
assert session.session_key != key and not SessionStore().exists(key)
assert SessionStore(session_key=session.session_key)["cart"] == [1, 2, 3]
session.flush()

# And through the site: each visitor has a session, all share the page.
first, second = Client(), Client()
assert [first.get("/visits").content for _ in range(3)] == [b"1", b"2", b"3"]
assert second.get("/visits").content == b"1"
assert first.get("/page").content == b"rendered 1"
assert second.get("/page").content == b"rendered 1"
cache.clear()
assert first.get("/page").content == b"rendered 2"
assert first.get("/visits").content == b"1"
print("ok")
