"""From a row of the table to machine code: the algebra on lanes, as LLVM IR, and its compilation."""
