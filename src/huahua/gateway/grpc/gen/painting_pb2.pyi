from google.protobuf import struct_pb2 as _struct_pb2
from huahua.gateway.grpc.gen import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Delivery(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_UNSPECIFIED: _ClassVar[Delivery]
    DELIVERY_LINK: _ClassVar[Delivery]
DELIVERY_UNSPECIFIED: Delivery
DELIVERY_LINK: Delivery

class PaintRequest(_message.Message):
    __slots__ = ("model", "prompt", "count", "width", "height", "seed", "style", "negative_prompt", "images", "mask", "delivery", "extra")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    STYLE_FIELD_NUMBER: _ClassVar[int]
    NEGATIVE_PROMPT_FIELD_NUMBER: _ClassVar[int]
    IMAGES_FIELD_NUMBER: _ClassVar[int]
    MASK_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    EXTRA_FIELD_NUMBER: _ClassVar[int]
    model: str
    prompt: str
    count: int
    width: int
    height: int
    seed: int
    style: str
    negative_prompt: str
    images: _containers.RepeatedCompositeFieldContainer[_common_pb2.Image]
    mask: _common_pb2.Image
    delivery: Delivery
    extra: _struct_pb2.Struct
    def __init__(self, model: _Optional[str] = ..., prompt: _Optional[str] = ..., count: _Optional[int] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., seed: _Optional[int] = ..., style: _Optional[str] = ..., negative_prompt: _Optional[str] = ..., images: _Optional[_Iterable[_Union[_common_pb2.Image, _Mapping]]] = ..., mask: _Optional[_Union[_common_pb2.Image, _Mapping]] = ..., delivery: _Optional[_Union[Delivery, str]] = ..., extra: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class PaintEvent(_message.Message):
    __slots__ = ("progress", "picture", "finished")
    class Progress(_message.Message):
        __slots__ = ("fraction", "stage")
        FRACTION_FIELD_NUMBER: _ClassVar[int]
        STAGE_FIELD_NUMBER: _ClassVar[int]
        fraction: float
        stage: str
        def __init__(self, fraction: _Optional[float] = ..., stage: _Optional[str] = ...) -> None: ...
    class Picture(_message.Message):
        __slots__ = ("index", "data", "url", "media_type", "width", "height", "seed", "unmet", "revised_prompt")
        INDEX_FIELD_NUMBER: _ClassVar[int]
        DATA_FIELD_NUMBER: _ClassVar[int]
        URL_FIELD_NUMBER: _ClassVar[int]
        MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
        WIDTH_FIELD_NUMBER: _ClassVar[int]
        HEIGHT_FIELD_NUMBER: _ClassVar[int]
        SEED_FIELD_NUMBER: _ClassVar[int]
        UNMET_FIELD_NUMBER: _ClassVar[int]
        REVISED_PROMPT_FIELD_NUMBER: _ClassVar[int]
        index: int
        data: bytes
        url: str
        media_type: str
        width: int
        height: int
        seed: int
        unmet: _containers.RepeatedScalarFieldContainer[str]
        revised_prompt: str
        def __init__(self, index: _Optional[int] = ..., data: _Optional[bytes] = ..., url: _Optional[str] = ..., media_type: _Optional[str] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., seed: _Optional[int] = ..., unmet: _Optional[_Iterable[str]] = ..., revised_prompt: _Optional[str] = ...) -> None: ...
    class Finished(_message.Message):
        __slots__ = ("request_id", "usage", "cost", "route")
        REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
        USAGE_FIELD_NUMBER: _ClassVar[int]
        COST_FIELD_NUMBER: _ClassVar[int]
        ROUTE_FIELD_NUMBER: _ClassVar[int]
        request_id: str
        usage: _common_pb2.Usage
        cost: _common_pb2.Cost
        route: _common_pb2.Route
        def __init__(self, request_id: _Optional[str] = ..., usage: _Optional[_Union[_common_pb2.Usage, _Mapping]] = ..., cost: _Optional[_Union[_common_pb2.Cost, _Mapping]] = ..., route: _Optional[_Union[_common_pb2.Route, _Mapping]] = ...) -> None: ...
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    PICTURE_FIELD_NUMBER: _ClassVar[int]
    FINISHED_FIELD_NUMBER: _ClassVar[int]
    progress: PaintEvent.Progress
    picture: PaintEvent.Picture
    finished: PaintEvent.Finished
    def __init__(self, progress: _Optional[_Union[PaintEvent.Progress, _Mapping]] = ..., picture: _Optional[_Union[PaintEvent.Picture, _Mapping]] = ..., finished: _Optional[_Union[PaintEvent.Finished, _Mapping]] = ...) -> None: ...
