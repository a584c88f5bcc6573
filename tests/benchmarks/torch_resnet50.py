"""ResNet-50 in plain torch and torchinfo's summary of it, to be timed beside `cnnhand shape resnet-50`."""

import torchinfo
from torch import Tensor, nn


def conv(before: int, after: int, size: int, stride: int = 1) -> list[nn.Module]:
    """A convolution without bias that keeps the size but for its stride, and its batch norm."""
    return [nn.Conv2d(before, after, size, stride, size // 2, bias=False), nn.BatchNorm2d(after)]


class Bottleneck(nn.Module):
    """1×1, 3×3 with the stride, 1×1 to four times the depth, and the shortcut added."""

    def __init__(self, before: int, inner: int, stride: int) -> None:
        super().__init__()
        after = 4 * inner
        self.branch = nn.Sequential(
            *conv(before, inner, 1), nn.ReLU(), *conv(inner, inner, 3, stride), nn.ReLU(), *conv(inner, after, 1)
        )
        self.shortcut = nn.Sequential(*(conv(before, after, 1, stride) if before != after else []))

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.relu(self.branch(x) + self.shortcut(x))


def resnet50() -> nn.Sequential:
    """The network of He et al. 2015, with the stride of a block on its 3×3."""
    layers = [*conv(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    depth = 64
    for inner, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            layers.append(Bottleneck(depth, inner, 1 if block else stride))
            depth = 4 * inner
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(depth, 1000))


if __name__ == "__main__":
    summary = torchinfo.summary(resnet50(), (1, 3, 224, 224), verbose=0)
    assert summary.total_params == 25_557_032, summary.total_params
    print(summary)
