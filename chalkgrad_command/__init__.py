"""The command `chalkgrad`, which has to start where `import chalkgrad` refuses to: it looks before it imports."""
