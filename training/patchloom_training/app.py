"""Runs workflows in the app, headless, from Python (needs `npm run build:cli`, ffmpeg and ffprobe)."""

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from .world import DATA, REPOSITORY


def node(kind, **widgets):
    return {"type": kind, "version": 1, "position": [0, 0], "widgets": widgets}


def workflow_of(nodes, *edges):
    """A workflow document; edges as «from.port to.port»."""
    pairs = [edge.split(" ") for edge in edges]
    return {"format": "patchloom/workflow", "version": 1, "nodes": nodes, "edges": [{"from": a, "to": b} for a, b in pairs]}


def write_video(video, path):
    """Frames `[3, frames, height, width]` in −1 to 1 as an all but lossless MP4."""
    _, _, height, width = video.shape
    raw = ((video.permute(1, 2, 3, 0) + 1) * 127.5).round().byte().numpy().tobytes()
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", "8", "-i", "-"]
    subprocess.run(["ffmpeg", "-v", "error", *source, "-pix_fmt", "yuv444p", "-crf", "2", path], input=raw, check=True)


def run_batch(workflow, lines):
    """Runs a workflow (a file's name or a document) once for each line of settings in one process of the app. Returns, for each line, the
    events, and the frames of the file it wrote, if any, as `[3, frames, height, width]` in −1 to 1."""
    with TemporaryDirectory(dir=DATA) as folder:
        if isinstance(workflow, dict):
            (Path(folder) / "workflow.json").write_text(json.dumps(workflow))
            file = f"{folder}/workflow.json"
        else:
            file = REPOSITORY / "workflows" / workflow
        (Path(folder) / "lines.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
        command = ["node", REPOSITORY / "dist/cli.js", "run", file, "--batch", f"{folder}/lines.jsonl", "--out", folder, "--json"]
        done = subprocess.run(command, cwd=DATA, capture_output=True, text=True)
        events = [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode:
            raise SystemExit(f"{file} failed: {done.stderr}\n{[event for event in events if event.get('status') == 'failed'][:1]}")
        by_line = [[event for event in events if event["line"] == number] for number in range(1, len(lines) + 1)]
        return [(its, read_video(its[-1]["files"][0]["path"]) if its[-1]["files"] else None) for its in by_line]


def read_video(path):
    probe = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0", path]
    width, height = map(int, subprocess.run(probe, check=True, capture_output=True, text=True).stdout.strip().split(","))
    decode = ["ffmpeg", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(decode, check=True, capture_output=True).stdout
    return torch.frombuffer(bytearray(raw), dtype=torch.uint8).view(-1, height, width, 3).permute(3, 0, 1, 2).float() / 127.5 - 1
