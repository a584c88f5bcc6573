"""The numbers that layers give: a file a sort of layer, and the matrix of a convolution."""
