"""Work shared by threads, in machine code: one leads, and others help as far as they come to it.

The leader offers pieces of work, numbered from 0; whoever is free takes the next. The leader goes on when all are done,
and does alone what nobody else takes: a helper that the system keeps waiting holds nothing up but the piece it has.
Which thread does a piece must not matter to its outcome.
"""

from __future__ import annotations

from enum import IntEnum

from autograd.compiler.codegen.ir import Code
from autograd.compiler.codegen.jit import GIVE_WAY

__all__ = ["MOST_PIECES", "WORK", "Crew", "share_text", "take_part_text"]

MOST_PIECES = (1 << 16) - 1
SPINS = 2_000
"""How often a thread looks for work before it lets others run, each time it looks: some microseconds."""
WORK = [("ptr", "plan"), ("i64", "piece")]
"""What a function is given that does a piece of work."""


class Crew(IntEnum):
    """What the threads have in common: 64-bit integers, those that several of them write on cache lines apart."""

    TICKET = 0
    """Which work it is (32 bits), how many pieces it has (16), and which is the next (16)."""
    DONE = 8
    """How many pieces are done."""
    FUNCTION = 16
    """What does a piece."""
    STOP = 24
    """1 when there will be no more work."""
    FAULT = 32
    """Anything but 0 where a number is not finite."""
    END = 40


def take_part_text() -> Code:
    """`void take_part(ptr plan, i64 crew, i64 place, i64 end)`: does pieces of work until `place` holds `end`."""
    parameters = [("ptr", "plan"), ("i64", "crew"), ("i64", "place"), ("i64", "end")]
    code = Code("take_part", parameters, is_local=True)
    ticket_place, done, function_place = (_place(code, word) for word in (Crew.TICKET, Crew.DONE, Crew.FUNCTION))
    place = code.value("inttoptr i64 %place to ptr")
    looked = code.variable("i64", "0")
    with code.loop(1 << 62):
        ticket = code.value(f"load atomic i64, ptr {ticket_place} acquire, align 8")
        piece = code.value(f"and i64 {ticket}, {MOST_PIECES}")
        pieces = code.value(f"and i64 {code.value(f'lshr i64 {ticket}, 16')}, {MOST_PIECES}")
        is_left = code.value(f"icmp ult i64 {piece}, {pieces}")
        with code.when(is_left):
            following = code.value(f"add i64 {ticket}, 1")
            exchange = f"cmpxchg ptr {ticket_place}, i64 {ticket}, i64 {following} acq_rel acquire"
            is_ours = code.value(f"extractvalue {{ i64, i1 }} {code.value(exchange)}, 1")
            with code.when(is_ours):
                function = code.value(f"inttoptr i64 {code.value(f'load i64, ptr {function_place}')} to ptr")
                code.do(f"call void {function}(ptr %plan, i64 {piece})")
                code.value(f"atomicrmw add ptr {done}, i64 1 release")
                looked.set("0")
        with code.when(code.value(f"xor i1 {is_left}, true")):
            now = code.value(f"load atomic i64, ptr {place} acquire, align 8")
            with code.when(code.value(f"icmp eq i64 {now}, %end"), ends=True):
                code.do("ret void")
            looked.set(code.value(f"add i64 {looked.get()}, 1"))
            with code.when(code.value(f"icmp sgt i64 {looked.get()}, {SPINS}")):
                code.call("i32", GIVE_WAY)
    code.do("ret void")
    return code


def share_text() -> Code:
    """`void share(ptr plan, i64 crew, i64 threads, ptr function, i64 pieces)`: has all pieces done."""
    parameters = [("ptr", "plan"), ("i64", "crew"), ("i64", "threads"), ("ptr", "function"), ("i64", "pieces")]
    code = Code("share", parameters, is_local=True)
    is_alone = code.value(f"or i1 {code.value('icmp eq i64 %threads, 1')}, {code.value('icmp eq i64 %pieces, 1')}")
    with code.when(is_alone, ends=True):
        with code.loop("%pieces") as piece:
            code.do(f"call void %function(ptr %plan, i64 {piece})")
        code.do("ret void")
    ticket, done, function = (_place(code, word) for word in (Crew.TICKET, Crew.DONE, Crew.FUNCTION))
    before = code.value(f"lshr i64 {code.value(f'load atomic i64, ptr {ticket} acquire, align 8')}, 32")
    number = code.value(f"shl i64 {code.value(f'add i64 {before}, 1')}, 32")
    code.do(f"store i64 {code.value('ptrtoint ptr %function to i64')}, ptr {function}")
    code.do(f"store atomic i64 0, ptr {done} monotonic, align 8")
    offer = code.value(f"or i64 {number}, {code.value('shl i64 %pieces, 16')}")
    code.do(f"store atomic i64 {offer}, ptr {ticket} release, align 8")
    done_place = code.value(f"ptrtoint ptr {done} to i64")
    code.do(f"call void @take_part(ptr %plan, i64 %crew, i64 {done_place}, i64 %pieces)")
    code.do("ret void")
    return code


def _place(code: Code, word: Crew) -> str:
    return code.value(f"inttoptr i64 {code.value(f'add i64 %crew, {8 * word}')} to ptr")
