"""Questions that are not about a network, with keys of their own: which kernel is this, which kernel made that map."""

from cnnhand.questions.contract import Question
from cnnhand.questions.kernels.kernel_choice import KernelChoice
from cnnhand.questions.kernels.kernel_composition import KernelComposition
from cnnhand.questions.kernels.kernel_from_map import KernelFromMap
from cnnhand.questions.kernels.kernel_name import KernelName
from cnnhand.questions.kernels.patch_response import PatchResponse
from cnnhand.questions.kernels.shifted_map import ShiftedMap

OWN_KEYS: dict[str, type[Question]] = {
    question.kind(): question
    for question in (KernelChoice, KernelComposition, KernelFromMap, KernelName, PatchResponse, ShiftedMap)
}
"""The record of each, whose fields are its keys, by the name of its kind."""
