"""What can be asked of a layer or a network, a file a quantity: its answer, its working, its usual mistakes."""
