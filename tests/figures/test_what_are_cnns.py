import numpy as np

from cnnlesson.figures import what_are_cnns as figures


def test_parameter_bars_end_at_the_counts_and_say_them():
    fig = figures.parameter_bars(["small", "large"], [1000, 2_000_000])
    (ax,) = fig.axes
    assert [bar.get_width() for bar in ax.patches] == [1000, 2_000_000]
    assert "large: 2,000,000" in fig.alt
    assert "2,000 times as many" in fig.alt


def test_memory_bars_draw_mebibytes():
    needs = {"use": [2**20, 2**22], "training": [2**21, 2**23]}
    fig = figures.memory_bars(["small", "large"], needs, room=2)
    (ax,) = fig.axes
    *drawn, mark = [list(line.get_xdata()) for line in ax.lines]
    assert drawn == [[1.0, 4.0], [2.0, 8.0]]
    assert mark == [2048, 2048]
    assert [t.get_text() for t in ax.texts] == ["use", "training", "2 GiB"]
    assert "training: 2.0 MiB for small up to 8 MiB for large." in fig.alt


def test_flat_and_shuffled_show_the_same_values():
    image = np.arange(12.0).reshape(3, 4) / 11
    order = np.roll(np.arange(12), 5)
    fig = figures.flat_and_shuffled(image, order)
    shown = [np.ravel(ax.images[0].get_array()) for ax in fig.axes]
    np.testing.assert_array_equal(shown[0], shown[2])
    np.testing.assert_array_equal(shown[1], image.ravel()[order])
    np.testing.assert_array_equal(shown[1], shown[3])


def test_connections_draw_every_weight_of_one_neuron():
    fig = figures.connections(np.eye(5, 4), neurons=9)
    (ax,) = fig.axes
    _, lines, neurons, _ = ax.collections
    ends = {tuple(segment[-1]) for segment in lines.get_segments()}
    assert len(lines.get_segments()) == 20
    assert len(ends) == 1
    assert ends < {tuple(xy) for xy in neurons.get_offsets()}
    assert len(neurons.get_offsets()) == 9
    assert "would take 180" in fig.alt


def test_accuracy_lines_are_means_within_their_bands():
    runs = {"dense": np.array([[0.9, 0.5], [0.7, 0.3]]), "CNN": np.full((2, 2), 0.95)}
    fig = figures.accuracy_against_shift(range(2), runs)
    (ax,) = fig.axes
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.8, 0.4])
    band = ax.collections[0].get_paths()[0].get_extents()
    np.testing.assert_allclose((band.ymin, band.ymax), (0.3, 0.9))
    assert "dense: 0.80 without shift, 0.40 at 1 pixels." in fig.alt


def test_a_network_looks_the_same_in_every_company():
    runs = np.full((2, 3), 0.5)
    looks = []
    for names in (["dense", "CNN, flatten"], ["CNN, flatten", "flatten, moved"]):
        (ax,) = figures.accuracy_against_shift(
            range(3), dict.fromkeys(names, runs)
        ).axes
        looks.append(dict(zip(names, ax.lines, strict=True)))
    one, other = (found["CNN, flatten"] for found in looks)
    assert one.get_color() == other.get_color()
    assert one.get_linestyle() == other.get_linestyle()
    assert looks[1]["flatten, moved"].get_color() != other.get_color()


def test_likeness_is_drawn_at_its_distance():
    fig = figures.likeness_by_distance(np.arange(1, 6), np.linspace(0.8, -0.2, 5))
    (ax,) = fig.axes
    _, line = ax.lines
    assert line.get_xdata().tolist() == [1, 2, 3, 4, 5]
    assert [t.get_text() for t in ax.texts] == ["unrelated", "0.80", "0.05"]
