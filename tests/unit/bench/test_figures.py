from bench.figures import Budget, Figure


def test_a_budget_that_is_missed_says_by_how_much() -> None:
    assert Budget(says="", value=30.0, limit=25.0, better="less").verdict() == "missed by 20% (30)"
    assert Budget(says="", value=0.6, limit=0.75, better="more").verdict() == "missed by 20% (0.6)"


def test_a_budget_is_met_at_its_limit() -> None:
    assert Budget(says="", value=25.0, limit=25.0, better="less").verdict() == "met (25)"
    assert Budget(says="", value=0.75, limit=0.75, better="more").is_met


def test_a_ratio_below_one_says_that_the_other_is_better() -> None:
    assert Figure(what="", unit="ms", better="less", ours=20.0).ratio(10.0) == 0.5
    assert Figure(what="", unit="/s", better="more", ours=10.0).ratio(20.0) == 0.5
