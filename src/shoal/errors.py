"""Every error a user can meet, as one tree.

::

    ShoalError
    ├── InputError        what was given cannot be used            exit 2
    │   ├── FileFormatError      the file is not what it should be
    │   ├── TooLargeError        a cap was passed (size, rows, zip ratio, line length)
    │   ├── UnknownColumnError   a column is named that the file does not have
    │   └── OpenQuestionError    ``--strict`` and a reading is still open
    ├── NotFoundError     no such thing                            exit 3
    ├── ConflictError     the present state does not allow it      exit 4
    │   ├── WorkspaceBusyError   another process is writing
    │   ├── NotReproducedError   what was kept comes out otherwise when it is worked out again
    │   └── JobStoppedError      the job was cancelled, or another worker has it
    ├── DeniedError       your role may not                        exit 5
    ├── TooOftenError     tried too often from one place           exit 5
    ├── PolicyError       law, platform terms or consent forbid it exit 6
    │   └── ProtectedTraitError  a wish on a protected trait
    ├── OutsideError      another system failed                    exit 7
    │   ├── OutsideAccessError   it no longer lets us in, or may not do this
    │   └── OutsideLimitError    it is asked too often; it may be asked again later
    └── MissingExtraError an optional part is not installed        exit 8

A message says what came in, what is allowed and what to do next, without blame.
Nothing secret or personal goes into ``received``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class ShoalError(Exception):
    """The root: every expected failure carries the same parts at every door.

    ``fields`` names each bad cell or option and what is wrong with it.
    """

    code = "shoal.error"
    exit_code = 1
    http_status = 500

    def __init__(
        self,
        message: str,
        *,
        received: object = None,
        allowed: Sequence[str] = (),
        next_step: str = "",
        retryable: bool = False,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.received = received
        self.allowed = tuple(allowed)
        self.next_step = next_step
        self.retryable = retryable
        self.fields = dict(fields or {})

    def as_dict(self) -> dict[str, object]:
        """Return the one shape in which every door shows an error."""
        return {
            "code": self.code,
            "message": self.message,
            "received": None if self.received is None else str(self.received)[:200],
            "allowed": list(self.allowed),
            "next_step": self.next_step,
            "retryable": self.retryable,
            "fields": self.fields,
            "id": None,
        }


class InputError(ShoalError):
    """What was given cannot be used."""

    code = "input.invalid"
    exit_code = 2
    http_status = 422


class FileFormatError(InputError):
    """The file is empty, broken, or not of a kind that can be read."""

    code = "input.file_format"


class TooLargeError(InputError):
    """A cap was passed: file size, rows, line length or zip ratio."""

    code = "input.too_large"


class UnknownColumnError(InputError):
    """A column was named that the file does not have."""

    code = "input.unknown_column"


class OpenQuestionError(InputError):
    """All lines or none were asked for, and some cannot be brought in."""

    code = "input.open_question"


class NotFoundError(ShoalError):
    """There is no such thing."""

    code = "not_found"
    exit_code = 3
    http_status = 404


class ConflictError(ShoalError):
    """The present state does not allow it."""

    code = "conflict"
    exit_code = 4
    http_status = 409


class WorkspaceBusyError(ConflictError):
    """Another process is writing to the workspace."""

    code = "conflict.busy"


class NotReproducedError(ConflictError):
    """What was kept comes out otherwise when it is worked out again from the same inputs."""

    code = "conflict.not_reproduced"


class JobStoppedError(ConflictError):
    """The job was cancelled, or its lease went to another worker: the work stops where it is."""

    code = "conflict.job_stopped"


class DeniedError(ShoalError):
    """The role of the person does not allow it."""

    code = "denied"
    exit_code = 5
    http_status = 403


class TooOftenError(ShoalError):
    """It was tried too often from one place; after a while it may be tried again."""

    code = "too_often"
    exit_code = 5
    http_status = 429


class PolicyError(ShoalError):
    """Law, platform terms or consent forbid it."""

    code = "policy.refused"
    exit_code = 6
    http_status = 451


class ProtectedTraitError(PolicyError):
    """A wish asks for a trait that nobody may select people by."""

    code = "policy.protected_trait"


class OutsideError(ShoalError):
    """Another system failed."""

    code = "outside.failed"
    exit_code = 7
    http_status = 502


class OutsideAccessError(OutsideError):
    """Another system does not let us in any more, or not for this: a token that expired, a permission that lacks."""

    code = "outside.access"


class OutsideLimitError(OutsideError):
    """Another system was asked as often as it allows for now; the next step says when to go on."""

    code = "outside.limit"


class MissingExtraError(ShoalError):
    """An optional part is not installed; the message names the install line."""

    code = "missing_extra"
    exit_code = 8
    http_status = 501
