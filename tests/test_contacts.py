"""Contacts of persons are read only when asked for."""

from __future__ import annotations

from pipeline.extract import Extractor
from pipeline.records import Article

TEXT = (
    "Projekts „Zaļā pietura”\n\nBiedrība „Upes krasts” īsteno Erasmus+ projektu „Zaļā pietura” (Nr. 2021-1-LV01-KA122-SCH-000012345).\n\n"
    "Papildu informācija:\nInta Kalniņa,\nprojekta vadītāja, tālr. 29123456, inta.kalnina@example.lv\n"
)


def test_off_by_default() -> None:
    assert Extractor().extract(Article(uri="a.txt", content=TEXT)).contacts == []


def test_person_phone_and_address_with_their_places() -> None:
    record = Extractor(contacts=True).extract(Article(uri="a.txt", content=TEXT))
    found = {(c.kind, c.value) for c in record.contacts}
    assert found == {("person", "Inta Kalniņa"), ("phone", "+371 29 123 456"), ("email", "inta.kalnina@example.lv")}
    for contact in record.contacts:
        assert contact.evidence[0].quote in TEXT


def test_numbers_of_projects_and_sums_are_no_phones() -> None:
    record = Extractor(contacts=True).extract(Article(uri="a.txt", content=TEXT.replace("29123456", "")))
    assert "phone" not in {c.kind for c in record.contacts}
