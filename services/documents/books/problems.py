"""What stands against a printed book."""

from shared.problems import Conflict, Said


class NothingToBind(Conflict):
    code = "nothing-to-bind"
    title = Said("Chưa có tài liệu nào để in", "There is no paper to print yet")
    advice = Said("Hãy in sau khi tài liệu được phát hành.", "Print once papers are released.")


class BookNotReady(Conflict):
    code = "book-not-ready"
    title = Said("Tập tài liệu chưa đóng xong", "The book is not bound yet")
    advice = Said("Hãy chờ một lát rồi thử lại.", "Wait a moment, then try again.")


class BookOutdated(Conflict):
    code = "book-outdated"
    title = Said("Tài liệu đã thay đổi sau khi đóng tập", "The papers have changed since the book was bound")
    advice = Said("Hãy in lại để có bản mới nhất.", "Print it again to have the newest papers.")
