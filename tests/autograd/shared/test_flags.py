from __future__ import annotations

import numpy as np
import pytest

from autograd.shared.flags import check_flag


@pytest.mark.parametrize("flag", [True, False])
def test_a_flag_may_come_as_a_number_or_from_numpy(flag: bool) -> None:
    assert [check_flag(given, "legend") for given in (flag, int(flag), np.bool_(flag))] == [flag] * 3
    for given in (float(flag), np.float64(flag), str(flag), 2, None):
        with pytest.raises(TypeError, match="expected legend to be True or False, got"):
            check_flag(given, "legend")
