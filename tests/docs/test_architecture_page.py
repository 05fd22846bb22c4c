"""The page of the architecture is what the imports say."""

from docs.build_architecture import DRAWING, PAGE, arrows_between_rooms, drawing, imports, is_door, page, rooms


def test_the_page_and_its_drawing_are_what_make_docs_writes():
    assert PAGE.read_text(encoding="utf-8") == page()
    assert DRAWING.with_suffix(".dot").read_text(encoding="utf-8") == drawing()


def test_every_module_but_the_packages_doors_is_in_a_room():
    assert set(rooms()) == {name for name in imports() if not is_door(name)}


def test_arrows_between_rooms_never_run_in_circles():
    arrows = arrows_between_rooms()
    while arrows:
        leaves = {room for room, targets in arrows.items() if not targets & arrows.keys()}
        assert leaves
        arrows = {room: targets for room, targets in arrows.items() if room not in leaves}


def test_few_enough_rooms_to_be_drawn_on_a_napkin():
    assert len(arrows_between_rooms()) <= 40
