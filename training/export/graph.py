"""Modules as ONNX files, each checked against PyTorch at another size than the one it was traced at."""

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch.onnx import symbolic_helper

OPSET = 18


@symbolic_helper.parse_args("v", "is", "v", "f")
def rms_norm(g, values, shape, weight, eps):
    """x / √(mean(x²) + ε), over the last axis, for which this opset has no operator."""
    if len(shape) != 1:
        raise SystemExit("RMS norms over several axes are not exported")
    squares = g.op("ReduceMean", g.op("Mul", values, values), g.op("Constant", value_t=torch.tensor([-1])), keepdims_i=1)
    spread = g.op("Sqrt", g.op("Add", squares, g.op("Constant", value_t=torch.tensor(eps, dtype=torch.float32))))
    normal = g.op("Div", values, spread)
    return normal if symbolic_helper._is_none(weight) else g.op("Mul", normal, weight)


torch.onnx.register_custom_op_symbolic("aten::rms_norm", rms_norm, OPSET)

LARGEST_FILE = 2**31 - 2**20
LAYERS_NOTE = "patchloom.layers"
TOLERANCE = 1e-3


@dataclass
class Graph:
    """A file of a pack. `other` are inputs of other sizes, for the check; `axes` names the axes that may change."""

    path: str
    module: torch.nn.Module
    inputs: dict[str, torch.Tensor]
    outputs: list[str]
    axes: dict[str, dict[int, str]]
    other: dict[str, torch.Tensor] = field(default_factory=dict)
    """Parts of layers' names as the model's authors call them: LoRAs are found by either."""
    aliases: dict[str, str] = field(default_factory=dict)


def write(graph: Graph, folder: Path, half: bool = False) -> None:
    """Writes one file: weights of more than 2 GB beside it (`model.onnx_data`); `half` stores weights as 16-bit numbers that are
    cast when the model is opened, half the size at the same speed and within 1e-3 of its weights."""
    path = folder / graph.path
    path.parent.mkdir(parents=True, exist_ok=True)
    module = graph.module.eval()
    with torch.no_grad(), exportable():
        torch.onnx.export(
            module,
            tuple(graph.inputs.values()),
            str(path),
            input_names=list(graph.inputs),
            output_names=graph.outputs,
            dynamic_axes=graph.axes,
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load(str(path))
    onnx.helper.set_model_props(model, {LAYERS_NOTE: json.dumps(layers(module, model, graph.aliases), separators=(",", ":"))})
    if half:
        halve_weights(model)
    for node in model.graph.node:
        node.doc_string = ""
    size = model.ByteSize()
    for leftover in path.parent.iterdir():
        # The exporter spreads large weights over files of their own.
        if leftover != path and not leftover.suffix == ".json":
            leftover.unlink()
    if size > LARGEST_FILE:
        onnx.save(model, str(path), save_as_external_data=True, location=f"{path.name}_data", size_threshold=1024)
    else:
        onnx.save(model, str(path))
    check(graph, path, 5e-2 if half else TOLERANCE)
    print(f"{graph.path}: {size / 1e6:.1f} MB")


@contextmanager
def exportable():
    """Three functions of tensors that the exporter gets wrong, in terms of others: an axis counted from the end of `movedim` is taken as
    it is, `repeat_interleave` spoils every other −1 in the graph, and `squeeze` of an axis that is none leaves a condition on its size."""
    originals = {name: getattr(torch.Tensor, name) for name in ("movedim", "repeat_interleave", "squeeze")}

    def movedim(values, source, destination):
        source, destination = source % values.ndim, destination % values.ndim
        order = [axis for axis in range(values.ndim) if axis != source]
        order.insert(destination, source)
        return values.permute(order)

    def repeat_interleave(values, repeats, dim=None, output_size=None):
        if dim is None:
            raise SystemExit("Repetitions over all axes are not exported")
        axis = dim % values.ndim
        sizes = [-1] * (values.ndim + 1)
        sizes[axis + 1] = repeats
        return values.unsqueeze(axis + 1).expand(sizes).flatten(axis, axis + 1)

    def squeeze(values, *axes):
        if len(axes) == 1 and isinstance(axes[0], int) and int(values.shape[axes[0]]) != 1:
            return values
        return originals["squeeze"](values, *axes)

    torch.Tensor.movedim, torch.Tensor.repeat_interleave, torch.Tensor.squeeze = movedim, repeat_interleave, squeeze
    try:
        yield
    finally:
        for name, function in originals.items():
            setattr(torch.Tensor, name, function)


def layers(module: torch.nn.Module, model: onnx.ModelProto, aliases: dict[str, str]) -> dict[str, dict]:
    """What became of the layers' weights, by the layers' names: Patchloom adds LoRAs by it. Weights that the exporter has merged
    because they were equal are left out, as a change to one would change the other."""
    weights = {weight.name: weight for weight in model.graph.initializer}
    named = {f"{name}.weight" for name, _ in module.named_modules()}
    # Linear layers' weights are stored transposed under other names; their nodes are called after them.
    nodes = [node for node in model.graph.node if node.op_type == "MatMul"]
    by_node = {node.name.removesuffix("/MatMul").strip("/").replace("/", "."): node.input[1] for node in nodes}
    found = {}
    for name, layer in module.named_modules():
        if not isinstance(layer, (torch.nn.Linear, torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d)):
            continue
        weight = layer.weight.detach().numpy()
        own, other = f"{name}.weight", by_node.get(name)
        if own in weights and np.array_equal(numpy_helper.to_array(weights[own]), weight):
            found[name] = {"weight": own, "transposed": False}
        elif other in weights and other not in named and np.array_equal(numpy_helper.to_array(weights[other]), weight.T):
            found[name] = {"weight": other, "transposed": True}
    uses = [layer["weight"] for layer in found.values()]
    known = {name.removeprefix("module."): layer for name, layer in found.items() if uses.count(layer["weight"]) == 1}
    return {**{aliased(name, aliases): layer for name, layer in known.items()}, **known}


def aliased(name: str, aliases: dict[str, str]) -> str:
    """A layer's name with its parts called otherwise."""
    for part, alias in aliases.items():
        name = re.sub(rf"(^|\.){re.escape(part)}(?=\.|$)", rf"\g<1>{alias}", name)
    return name


def halve_weights(model: onnx.ModelProto) -> None:
    casts = []
    for initializer in model.graph.initializer:
        if initializer.data_type != TensorProto.FLOAT or len(initializer.dims) < 2:
            continue
        name = initializer.name
        initializer.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(initializer).astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(casts + nodes)


def check(graph: Graph, path: Path, tolerance: float) -> None:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    wanted = {value.name for value in session.get_inputs()}
    missing = set(graph.inputs) - wanted
    if missing:
        raise SystemExit(f"{graph.path}: the graph has lost its inputs {', '.join(sorted(missing))}")
    for inputs in [graph.inputs, graph.other]:
        if not inputs:
            continue
        with torch.no_grad():
            expected = graph.module(*inputs.values())
        expected = expected if isinstance(expected, (tuple, list)) else [expected]
        given = session.run(None, {name: value.numpy() for name, value in inputs.items()})
        for name, one, other in zip(graph.outputs, given, expected):
            other = other.numpy()
            difference = np.abs(one - other).max() / max(1.0, np.abs(other).max())
            if not difference <= tolerance:
                raise SystemExit(f"{graph.path}: “{name}” differs by {difference:.2g} from PyTorch")
