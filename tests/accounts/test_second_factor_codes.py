"""Codes of the second factor: which are taken, that each is taken once, and how the secrets lie in the database."""

from __future__ import annotations

import contextlib
import json
import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.core.cache import cache
from django.db import connection

from accounts import second_factor
from accounts.mfa_adapter import MFAAdapter, Unreadable
from tests.accounts.factors import SECRET, code, step, with_app, wrong
from tests.factories import UserFactory


@pytest.fixture
def person(db):
    return UserFactory(username="admin")


@pytest.fixture
def spare(person) -> list[str]:
    return with_app(person)


def spent(person, typed) -> str | None:
    factor = second_factor.spend(person, typed)
    return factor.type if factor else None


class TestApp:
    @pytest.mark.parametrize("ahead", [-1, 0, 1])
    def test_a_code_of_about_now_is_taken(self, person, spare, ahead):
        assert spent(person, code(ahead=ahead)) == "totp"

    @pytest.mark.parametrize("ahead", [-3, 3, -100])
    def test_an_older_or_later_one_is_not(self, person, spare, ahead):
        assert spent(person, code(ahead=ahead)) is None

    @pytest.mark.parametrize("typed", ["", "0", "abcdef", "١٢٣٤٥٦", "😀", "1" * 20])
    def test_what_is_no_code_is_not(self, person, spare, typed):
        assert spent(person, typed) is None

    def test_typed_in_two_halves(self, person, spare):
        typed = code()
        assert spent(person, f" {typed[:3]} {typed[3:]}") == "totp"

    def test_taken_once(self, person, spare):
        assert spent(person, code()) == "totp"
        cache.clear()  # allauth keeps used codes there, for 30 seconds
        assert spent(person, code()) is None

    def test_nor_one_from_before_the_last_used(self, person, spare):
        assert spent(person, code(ahead=1)) == "totp"
        assert spent(person, code()) is None
        assert spent(person, code(ahead=-1)) is None

    def test_the_last_used_step_is_in_the_database(self, person, spare):
        spent(person, code(ahead=1))
        assert Authenticator.objects.get(user=person, type="totp").data["last_step"] in {step(1), step()}

    def test_somebody_elses_code_opens_nothing(self, person, spare):
        other = UserFactory()
        assert spent(other, code()) is None
        assert spent(person, code()) == "totp"

    @pytest.mark.postgres
    @pytest.mark.django_db(transaction=True)
    def test_two_at_the_same_moment(self):
        if connection.vendor != "postgresql":
            pytest.skip("needs real row locks")
        person, together, taken = UserFactory(), threading.Barrier(4), []
        with_app(person)
        typed = code()

        def use():
            together.wait()
            taken.append(spent(person, typed))
            connection.close()

        tries = [threading.Thread(target=use) for _ in range(4)]
        for each in tries:
            each.start()
        for each in tries:
            each.join()
        assert sorted(taken, key=str) == [None, None, None, "totp"]


class TestRecoveryCodes:
    def test_each_works_once(self, person, spare):
        assert len(set(spare)) == 10
        for typed in spare:
            assert spent(person, typed) == "recovery_codes"
            assert spent(person, typed) is None

    def test_how_many_are_left(self, person, spare):
        row = Authenticator.objects.get(user=person, type="recovery_codes")
        assert second_factor.codes_left(row) == 10
        spent(person, spare[3])
        row.refresh_from_db()
        assert second_factor.codes_left(row) == 9

    def test_shown_once_and_without_the_used_ones(self, person, spare):
        spent(person, spare[0])
        assert second_factor.show_codes(person) == spare[1:]
        assert second_factor.show_codes(person) == []

    def test_new_ones_end_the_old(self, person, spare):
        second_factor.renew_codes(person)
        assert spent(person, spare[0]) is None
        assert not set(second_factor.show_codes(person)) & set(spare)

    def test_none_without_a_factor(self, db):
        with pytest.raises(second_factor.Refused):
            second_factor.renew_codes(UserFactory())


class TestSecrets:
    def test_no_row_holds_one_in_clear(self, person, spare):
        rows = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
        assert SECRET not in rows
        assert not any(each in rows for each in spare)
        assert all(value.startswith("gAAAA") for value in self.locked(person))

    def locked(self, person) -> list[str]:
        data = [row.data for row in Authenticator.objects.filter(user=person)]
        return [each.get("secret") or each["seed"] for each in data]

    def test_the_same_secret_looks_different_every_time(self):
        assert MFAAdapter().encrypt(SECRET) != MFAAdapter().encrypt(SECRET)

    def test_an_old_key_still_opens(self, person, spare, settings):
        settings.SECRET_KEY_FALLBACKS = ["older", settings.SECRET_KEY]
        settings.SECRET_KEY = "a-new-key-" * 6
        assert spent(person, code()) == "totp"
        assert spent(person, spare[0]) == "recovery_codes"

    def test_what_is_new_is_locked_with_the_new_key_only(self, settings):
        old, settings.SECRET_KEY = settings.SECRET_KEY, "a-new-key-" * 6
        settings.SECRET_KEY_FALLBACKS = [old]
        locked = MFAAdapter().encrypt(SECRET)
        settings.SECRET_KEY_FALLBACKS = []
        assert MFAAdapter().decrypt(locked) == SECRET
        settings.SECRET_KEY = old
        with pytest.raises(Unreadable):
            MFAAdapter().decrypt(locked)

    @pytest.mark.parametrize("stored", ["", SECRET, "gAAAAA", "😀"])
    def test_what_was_not_locked_here_is_unreadable(self, stored):
        with pytest.raises(Unreadable):
            MFAAdapter().decrypt(stored)

    def test_a_lost_key_is_a_wrong_code_and_a_line_in_the_log(self, person, spare, settings, caplog):
        settings.SECRET_KEY = "a-new-key-" * 6
        assert spent(person, code()) is None
        assert spent(person, spare[0]) is None
        assert second_factor.show_codes(person) == []
        lines = [each for each in caplog.records if getattr(each, "event", "") == "factor.unreadable"]
        assert {(line.name, line.levelname, line.person) for line in lines} == {("portal.security", "ERROR", person.pk)}

    def test_a_code_is_compared_where_no_log_sees_it(self, person, spare, caplog):
        typed = code()
        spent(person, typed)
        spent(person, wrong())
        assert SECRET not in caplog.text
        assert typed not in caplog.text


def test_secrets_are_long_enough():
    assert len(generate_totp_secret()) == 32  # 160 bits, as RFC 4226 asks for


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_remove_the_last_two_take_turns(settings):
    """Else each would see the other's factor still there, and none would be left."""
    if connection.vendor != "postgresql":
        pytest.skip("needs real row locks")
    settings.DEMO = False
    person, together = UserFactory(is_superuser=True), threading.Barrier(2)

    def remove(kind):
        factor = Authenticator.objects.get(user=person, type=kind)
        together.wait()
        with contextlib.suppress(second_factor.Refused):
            second_factor.remove(factor)
        connection.close()

    for _ in range(5):
        Authenticator.objects.all().delete()
        with_app(person)
        Authenticator.objects.create(user=person, type="webauthn", data={"name": "HP"})
        pair = [threading.Thread(target=remove, args=(kind,)) for kind in ("totp", "webauthn")]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()
        assert second_factor.has(person)
