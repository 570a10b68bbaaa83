import pytest
from pydantic import ValidationError

from services.gateway.contacts.model import Contact, check_email, check_phone
from services.gateway.people.model import Person, PersonInactive
from services.gateway.roles.model import LastAdministrator, RootAdministrators, stands_above
from shared.auth import Caller, Role
from shared.events.gateway import PersonDeactivated, RoleFacts, RolesChanged
from shared.problems import Invalid
from shared.words import Language, RoleName

SECRETARY = RoleFacts(role=RoleName.SECRETARY, organisation_id="o1")
ADMINISTRATOR = RoleFacts(role=RoleName.ADMINISTRATOR, organisation_id="o2")


def person() -> Person:
    return Person.create("p1", "an", "Nguyễn An", "o1", "o1", (), Language.VIETNAMESE, "")


def caller(*organisations: str) -> Caller:
    roles = tuple(Role(RoleName.ADMINISTRATOR, organisation) for organisation in organisations)
    return Caller("p9", "s9", Language.VIETNAMESE, roles, 0)


def test_deactivation_takes_every_role_and_says_so() -> None:
    one = person()
    one.take_role(SECRETARY)
    one.deactivate()
    assert one.roles == ()
    assert [type(fact) for fact in one.facts[-2:]] == [RolesChanged, PersonDeactivated]


def test_deactivation_said_twice_is_one_fact() -> None:
    one = person()
    one.deactivate()
    before = len(one.facts)
    one.deactivate()
    assert len(one.facts) == before


def test_inactive_person_takes_no_role() -> None:
    one = person()
    one.deactivate()
    with pytest.raises(PersonInactive):
        one.take_role(SECRETARY)


def test_same_description_is_no_fact() -> None:
    one = person()
    one.describe(full_name="Nguyễn An", posts=())
    assert len(one.facts) == 1


@pytest.mark.parametrize(
    ("role", "path", "holds", "may"),
    [
        (ADMINISTRATOR, ("o1", "o2"), "o1", True),
        (ADMINISTRATOR, ("o1", "o2"), "o2", False),
        (SECRETARY, ("o0", "o1"), "o1", True),
        (SECRETARY, ("o0", "o1"), "o2", False),
        (ADMINISTRATOR, ("o2",), "o2", True),
        (SECRETARY, ("o1",), "o2", False),
    ],
)
def test_role_is_given_from_above(role: RoleFacts, path: tuple[str, ...], holds: str, may: bool) -> None:
    assert stands_above(caller(holds), role, path) is may


def test_last_root_administrator_is_not_dismissed() -> None:
    few = RootAdministrators(id="o1", people=("p1", "p2"))
    few.dismiss("p1")
    few.dismiss("p1")
    with pytest.raises(LastAdministrator):
        few.dismiss("p2")
    assert few.people == ("p2",)


@pytest.mark.parametrize("email", ["an@tinh.example", "an.nguyen+hop@so-noi-vu.tinh.gov.vn"])
def test_addresses_of_offices_are_taken(email: str) -> None:
    assert check_email(email) == email


@pytest.mark.parametrize(
    "email", ["an", "an@tinh", "an@@tinh.example", "an @tinh.example", "a@b.c\nBcc: d@e.example", "<a@b.example>"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Invalid):
        check_email(email)


def test_empty_address_is_none() -> None:
    assert check_email("") is check_phone("") is None


def test_first_state_of_a_contact_is_told_even_without_address() -> None:
    contact = Contact.create("p1", None, None, Language.VIETNAMESE, "")
    assert len(contact.facts) == 1


def test_role_needs_a_known_name() -> None:
    with pytest.raises(ValidationError):
        RoleFacts.model_validate({"role": "emperor", "organisation_id": "o1"})
