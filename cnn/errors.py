"""What a visitor can cause: one family of exceptions, each with a sentence fit to be shown."""


class VisitorError(Exception):
    """Something a visitor did or gave cannot be used; the message says what to do instead."""


class DrawingError(VisitorError):
    """A drawing holds no digit: it is empty, a single dot, or malformed."""


class PictureError(VisitorError):
    """An uploaded picture cannot be read as a handwritten digit."""


class ArchitectureError(VisitorError):
    """A network's layers do not fit together or exceed the limits."""


class NetworkFileError(VisitorError):
    """A network file is damaged, of another kind, or past the limits."""


class DatasetError(VisitorError):
    """A data set is not to be had: missing, incomplete or altered."""


class TrainingError(VisitorError):
    """A training run cannot start, or ended without a result."""


class RunStoreError(VisitorError):
    """A run cannot be kept, found or renamed in the folder of runs."""


class KernelError(VisitorError):
    """Numbers typed into a kernel are missing, no numbers, or out of range."""


class PixelError(VisitorError):
    """A number for pixels is no number, or out of range."""


class ExplanationError(VisitorError):
    """A network, or an image, does not allow what was asked about it."""
