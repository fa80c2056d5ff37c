from cnnlesson.figures import layer_costs as figures

COSTS = {
    "weights": {"dense": 3_000_000, "local": 40_000, "shared": 70},
    "work": {"dense": 3_000_000, "local": 50_000, "shared": 50_000},
}


def test_each_quantity_has_its_panel_and_all_have_one_scale():
    fig = figures.apart(COSTS)
    assert [ax.get_title(loc="left") for ax in fig.axes] == list(COSTS)
    assert {ax.get_xscale() for ax in fig.axes} == {"log"}
    assert len({ax.get_xlim() for ax in fig.axes}) == 1
    for ax, amounts in zip(fig.axes, COSTS.values(), strict=True):
        assert [bar.get_width() for bar in ax.patches] == list(amounts.values())
        assert [t.get_text() for t in ax.get_yticklabels()] == list(amounts)
        assert [t.get_text() for t in ax.texts] == [f"{v:,}" for v in amounts.values()]


def test_the_words_have_every_number():
    words = figures.apart(COSTS).alt
    assert "weights: dense 3,000,000, local 40,000, shared 70." in words
    assert "work: dense 3,000,000, local 50,000, shared 50,000." in words
