from cnnhand.interface import Marked as Marked
from cnnhand.interface import __version__ as __version__
from cnnhand.interface import draw as draw
from cnnhand.interface import mark as mark
from cnnhand.interface import mistakes as mistakes
from cnnhand.interface import working as working
