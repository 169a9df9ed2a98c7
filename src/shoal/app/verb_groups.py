"""The groups of verbs of an open workspace; each is loaded when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from shoal.app.admin import Admin
    from shoal.app.applications.already import Already
    from shoal.app.applications.verbs import Applying
    from shoal.app.connections.lookups import Lookups
    from shoal.app.connections.verbs import Connections
    from shoal.app.counting.followers import Following
    from shoal.app.counting.verbs import Counting
    from shoal.app.creator_page.about import About
    from shoal.app.creators.verbs import Creators
    from shoal.app.home import Home
    from shoal.app.imports.verbs import Imports
    from shoal.app.jobs import Jobs
    from shoal.app.known.word_lists import Words
    from shoal.app.listing.searching import Searching
    from shoal.app.listing.verbs import Listing
    from shoal.app.planning.comparing import Comparing
    from shoal.app.planning.decisions import Decisions
    from shoal.app.planning.stored import Stored
    from shoal.app.planning.verbs import Planning
    from shoal.app.results import Results
    from shoal.app.second_factor.verbs import SecondFactor
    from shoal.app.sharing.verbs import Sharing
    from shoal.app.shoal import Shoal
    from shoal.app.team import Team
    from shoal.app.vetting.rule_files import RuleFiles
    from shoal.app.vetting.verbs import Vetting


class VerbGroups:
    """What a workspace can do, by what it is about."""

    @property
    def _shoal(self) -> Shoal:
        return cast("Shoal", self)

    @cached_property
    def creators(self) -> Creators:
        """Return the verbs on creators."""
        from shoal.app.creators.verbs import Creators

        return Creators(self._shoal)

    @cached_property
    def planning(self) -> Planning:
        """Return the verbs on briefs, shortlists and plans."""
        from shoal.app.planning.verbs import Planning

        return Planning(self._shoal)

    @cached_property
    def searching(self) -> Searching:
        """Return the verbs on looking for creators."""
        from shoal.app.listing.searching import Searching

        return Searching(self._shoal)

    @cached_property
    def decisions(self) -> Decisions:
        """Return the verbs on what people decide about candidates and plans."""
        from shoal.app.planning.decisions import Decisions

        return Decisions(self._shoal)

    @cached_property
    def sharing(self) -> Sharing:
        """Return the verbs on links for people without an account."""
        from shoal.app.sharing.verbs import Sharing

        return Sharing(self._shoal)

    @cached_property
    def comparing(self) -> Comparing:
        """Return the verbs that hold budgets, audiences and plans beside each other."""
        from shoal.app.planning.comparing import Comparing

        return Comparing(self._shoal)

    @cached_property
    def stored(self) -> Stored:
        """Return the verbs that read shortlists and plans as they were kept."""
        from shoal.app.planning.stored import Stored

        return Stored(self._shoal)

    @cached_property
    def results(self) -> Results:
        """Return the verbs on orders, results and reports."""
        from shoal.app.results import Results

        return Results(self._shoal)

    @cached_property
    def vetting(self) -> Vetting:
        """Return the verbs on verdicts: kept and worked out again, answers of creators, looks of people."""
        from shoal.app.vetting.verbs import Vetting

        return Vetting(self._shoal)

    @cached_property
    def listing(self) -> Listing:
        """Return the verbs on the list of creators."""
        from shoal.app.listing.verbs import Listing

        return Listing(self._shoal)

    @cached_property
    def about(self) -> About:
        """Return the verbs on what people here say about creators."""
        from shoal.app.creator_page.about import About

        return About(self._shoal)

    @cached_property
    def home(self) -> Home:
        """Return the verbs of the first page."""
        from shoal.app.home import Home

        return Home(self._shoal)

    @cached_property
    def team(self) -> Team:
        """Return the verbs on brands and people."""
        from shoal.app.team import Team

        return Team(self._shoal)

    @cached_property
    def second_factor(self) -> SecondFactor:
        """Return the verbs on what is asked after the password."""
        from shoal.app.second_factor.verbs import SecondFactor

        return SecondFactor(self._shoal)

    @cached_property
    def imports(self) -> Imports:
        """Return the verbs on files on their way in."""
        from shoal.app.imports.verbs import Imports

        return Imports(self._shoal)

    @cached_property
    def counting(self) -> Counting:
        """Return the verbs on pasted lists and counts by hand."""
        from shoal.app.counting.verbs import Counting

        return Counting(self._shoal)

    @cached_property
    def following(self) -> Following:
        """Return the verbs on followers counted by hand."""
        from shoal.app.counting.followers import Following

        return Following(self._shoal)

    @cached_property
    def applying(self) -> Applying:
        """Return the verbs on applications."""
        from shoal.app.applications.verbs import Applying

        return Applying(self._shoal)

    @cached_property
    def already(self) -> Already:
        """Return the verbs on who is with the brand already."""
        from shoal.app.applications.already import Already

        return Already(self._shoal)

    @cached_property
    def connections(self) -> Connections:
        """Return the verbs on ways out to other machines."""
        from shoal.app.connections.verbs import Connections

        return Connections(self._shoal)

    @cached_property
    def lookups(self) -> Lookups:
        """Return the verbs on looking creators up by handle."""
        from shoal.app.connections.lookups import Lookups

        return Lookups(self._shoal)

    @cached_property
    def words(self) -> Words:
        """Return the verbs on the word lists that captions are read against."""
        from shoal.app.known.word_lists import Words

        return Words(self._shoal)

    @cached_property
    def rule_files(self) -> RuleFiles:
        """Return the verbs on the files of rules and word lists."""
        from shoal.app.vetting.rule_files import RuleFiles

        return RuleFiles(self._shoal)

    @cached_property
    def jobs(self) -> Jobs:
        """Return the verbs on what takes long."""
        from shoal.app.jobs import Jobs

        return Jobs(self._shoal)

    @cached_property
    def admin(self) -> Admin:
        """Return the verbs on the workspace itself."""
        from shoal.app.admin import Admin

        return Admin(self._shoal)
