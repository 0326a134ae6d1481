"""The demo accounts that `make run` and the sign-in page name."""

DEMO_PASSWORD = "blora-demo"  # noqa: S105  (public on purpose; demo people cannot sign in without DEMO)
DEMO_ACCOUNTS = (
    ("penulis.dinkes", "menulis berita Dinkes"),
    ("admin.dinkes", "admin Dinkes: mengajukan kepada redaksi"),
    ("admin.dpupr", "admin DPUPR"),
    ("admin.disdik", "admin Disdik"),
    ("redaktur", "redaktur Dinkominfo: menerbitkan"),
    ("redaktur2", "redaktur kedua"),
    ("pengelola", "pengelola portal"),
)
