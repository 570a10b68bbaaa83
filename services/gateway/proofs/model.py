"""That whoever sits at a session has just shown his password, and his second factor where he has one."""

from datetime import timedelta

from shared.problems import FieldError, Invalid, Problem, Said

GOOD_FOR = timedelta(minutes=5)


class SignInAgain(Problem):
    """What makes an account weaker, or takes it over, wants somebody who has just shown that he knows the password."""

    status = 403
    code = "sign-in-again"
    title = Said("Cần nhập lại mật khẩu", "Your password is needed again")
    advice = Said(
        "Việc này cần mật khẩu được nhập trong 5 phút gần đây. Hãy nhập lại mật khẩu rồi làm tiếp.",
        "This wants a password that was entered in the last five minutes. Enter it again and go on.",
    )


class ProofCodeDue(Invalid):
    """The password was right."""

    code = "proof-code-due"
    title = Said("Cần mã xác thực", "A code is needed as well")
    advice = Said(
        "Hãy nhập mã 6 số trong ứng dụng xác thực, hoặc một mã dự phòng.",
        "Enter the six digits of your authenticator app, or a recovery code.",
    )

    def __init__(self) -> None:
        super().__init__(errors=(FieldError("/code", "missing"),))
