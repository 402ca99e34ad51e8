"""The rules: who may do what, in which order. Every function takes Deps first."""
