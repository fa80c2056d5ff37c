"""What can be fetched: the files of each set of images, and who keeps copies."""

from typing import NamedTuple

__all__ = ["SIDE", "SOURCES", "File", "Source"]

SIDE = 28  # pixels, of each image of each set


class File(NamedTuple):
    """One file as its makers published it."""

    #: As it is called at its source.
    name: str
    #: Of the compressed file.
    bytes: int
    #: Of the same bytes, in hexadecimal.
    sha256: str


class Source(NamedTuple):
    """A set of images: 28 x 28 grey pixels each, in ten classes."""

    #: For readers.
    title: str
    #: Whom to name.
    maker: str
    #: Under which it may be passed on.
    licence: str
    #: What the labels 0 to 9 stand for.
    classes: tuple[str, ...]
    #: How many images the train files and the test files hold.
    counts: tuple[int, int]
    #: Images and labels to train with, images and labels to test with.
    files: tuple[File, File, File, File]
    #: Addresses that a file's name is put after, the first one asked first.
    mirrors: tuple[str, ...]


#: What :func:`fetch` can bring, by the name that it takes.
SOURCES = {
    "mnist": Source(
        title="MNIST, handwritten digits",
        maker="Yann LeCun, Corinna Cortes and Christopher J. C. Burges",
        licence="CC BY-SA 3.0",
        classes=tuple("0123456789"),
        counts=(60_000, 10_000),
        files=(
            File(
                "train-images-idx3-ubyte.gz",
                9_912_422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            ),
            File(
                "train-labels-idx1-ubyte.gz",
                28_881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            ),
            File(
                "t10k-images-idx3-ubyte.gz",
                1_648_877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            ),
            File(
                "t10k-labels-idx1-ubyte.gz",
                4_542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            ),
        ),
        mirrors=(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
    ),
    "fashion-mnist": Source(
        title="Fashion-MNIST, photographs of clothes",
        maker="Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando Research",
        licence="MIT",
        classes=(
            "T-shirt/top",
            "trouser",
            "pullover",
            "dress",
            "coat",
            "sandal",
            "shirt",
            "sneaker",
            "bag",
            "ankle boot",
        ),
        counts=(60_000, 10_000),
        files=(
            File(
                "train-images-idx3-ubyte.gz",
                26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            ),
            File(
                "train-labels-idx1-ubyte.gz",
                29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            ),
            File(
                "t10k-images-idx3-ubyte.gz",
                4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            ),
            File(
                "t10k-labels-idx1-ubyte.gz",
                5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            ),
        ),
        mirrors=(
            "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/"
            "b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/",
        ),
    ),
}
