"""A person with an account: name to sign in, home organisation, posts and roles."""

from enum import StrEnum
from typing import Self

from shared.aggregates import Aggregate
from shared.events.gateway import (
    AddressChanged,
    PersonChanged,
    PersonCreated,
    PersonDeactivated,
    PersonFacts,
    Post,
    RoleFacts,
    RolesChanged,
)
from shared.problems import Conflict, Invalid, Said
from shared.words import Language, RoleName


class NameTaken(Conflict):
    code = "name-taken"
    title = Said("Tên đăng nhập này đã có người dùng", "This sign-in name is taken")
    advice = Said("Hãy chọn một tên khác.", "Choose another name.")


class PersonInactive(Invalid):
    code = "person-inactive"
    title = Said("Người này đã ngừng hoạt động", "This person is no longer active")
    advice = Said("Hãy kích hoạt lại trước.", "Activate the account first.")


class Guide(StrEnum):
    """First steps of whoever signs in for the first time, by what he will do here."""

    ADMINISTRATOR = "administrator"
    SECRETARY = "secretary"
    LEADER = "leader"
    READER = "reader"


class Creation(Aggregate):
    """That a person was asked for under this id, so that a key used again for somebody else is noticed."""


class Person(Aggregate):
    """`name` is what he signs in with, for good: the id follows from it. `root_id` is the tree he belongs to."""

    name: str
    full_name: str
    organisation_id: str
    root_id: str
    posts: tuple[Post, ...]
    language: Language
    active: bool = True
    roles: tuple[RoleFacts, ...] = ()
    guides_seen: tuple[Guide, ...] = ()

    @classmethod
    def create(
        cls,
        person_id: str,
        name: str,
        full_name: str,
        organisation_id: str,
        root_id: str,
        posts: tuple[Post, ...],
        language: Language,
        fingerprint: str,
    ) -> Self:
        person = cls(
            id=person_id,
            fingerprint=fingerprint,
            name=name,
            full_name=full_name,
            organisation_id=organisation_id,
            root_id=root_id,
            posts=posts,
            language=language,
        )
        person.record(PersonCreated(person=person.facts_now()))
        return person

    def describe(
        self,
        *,
        full_name: str | None = None,
        organisation_id: str | None = None,
        posts: tuple[Post, ...] | None = None,
        language: Language | None = None,
    ) -> None:
        """What is None stays; nothing new records nothing."""
        before = self.facts_now()
        self.full_name = self.full_name if full_name is None else full_name
        self.organisation_id = self.organisation_id if organisation_id is None else organisation_id
        self.posts = self.posts if posts is None else posts
        self.language = self.language if language is None else language
        if self.facts_now() != before:
            self.record(PersonChanged(person=self.facts_now()))

    def see_guides(self, seen: tuple[Guide, ...]) -> None:
        """Which first steps are not shown any more; nobody else needs to hear of it."""
        self.guides_seen = tuple(dict.fromkeys(seen))

    def follow(self, source: str, destination: str, roles: bool) -> None:
        """Home and posts go with the body. `roles` too, but for an administrator's, who is named anew; he keeps the
        old ones for what the old body has."""
        home = destination if self.organisation_id == source else None
        moved = (
            Post(organisation_id=destination, title=post.title) if post.organisation_id == source else post
            for post in self.posts
        )
        self.describe(organisation_id=home, posts=tuple(dict.fromkeys(moved)))
        for role in self.roles if roles and self.active else ():
            if role.organisation_id == source and role.role is not RoleName.ADMINISTRATOR:
                self.take_role(RoleFacts(role=role.role, organisation_id=destination))

    def deactivate(self) -> None:
        """Roles go for good: whoever comes back is given them anew."""
        if not self.active:
            return
        self.active = False
        self._hold(())
        self.record(PersonDeactivated(person=self.facts_now()))

    def activate(self) -> None:
        if not self.active:
            self.active = True
            self.record(PersonChanged(person=self.facts_now()))

    def change_address(self) -> None:
        """Told where everybody may hear it; which address stands in the contact."""
        self.record(AddressChanged(person_id=self.id))

    def take_role(self, role: RoleFacts) -> None:
        """Raises PersonInactive."""
        if not self.active:
            raise PersonInactive
        if role not in self.roles:
            self._hold((*self.roles, role))

    def lose_role(self, role: RoleFacts) -> None:
        self._hold(tuple(held for held in self.roles if held != role))

    def facts_now(self) -> PersonFacts:
        return PersonFacts(
            id=self.id,
            full_name=self.full_name,
            organisation_id=self.organisation_id,
            posts=self.posts,
            language=self.language,
            active=self.active,
        )

    def _hold(self, roles: tuple[RoleFacts, ...]) -> None:
        if roles != self.roles:
            self.roles = roles
            self.record(RolesChanged(person_id=self.id, roles=roles))
