from even_batches import dealt

PAGES = ["404", *(f"chapters/{k}" for k in range(5)), "index", *"abcdef"]


def test_batches_read_together_share_the_chapters():
    order = dealt(PAGES, [5, 5, 3], 2)
    assert sorted(order) == sorted(PAGES)
    first, second = order[:5], order[5:10]
    assert [p for p in first if "/" in p] == [f"chapters/{k}" for k in (0, 2, 4)]
    assert [p for p in second if "/" in p] == [f"chapters/{k}" for k in (1, 3)]


def test_chapters_that_do_not_fit_stay_where_they_are():
    assert dealt(PAGES, [2, 11], 2) == PAGES


def test_no_page_is_lost_in_a_single_batch():
    assert sorted(dealt(PAGES, [13], 2)) == sorted(PAGES)


def test_pages_without_chapters_are_only_listed():
    assert sorted(dealt(["b", "a"], [1, 1], 2)) == ["a", "b"]
