"""The commands, a file each; the quiz is a folder, of which `practice` and `learn` use most too."""
