from __future__ import annotations

from lookout.bench.measure import Told, summed


def told(**more: object) -> Told:
    values: dict[str, object] = {
        "wall_s": 10.0,
        "cpu_s": 8.0,
        "rss": 300_000_000,
        "shared_out": 250_000_000,
        "live": 2,
        "cold_s": 3.0,
        "cold_cpu_s": 1.5,
        "decoded": 40.0,
        "late": 1.0,
        "looks": 30.0,
        "wakings": 2.0,
        "rates": [2.0, 3.0],
        "drops": {"newer": 5.0},
        "modes": {"idle": 1, "awake": 1},
        "stages": {"decode": (240.0, 0.24), "inference": (30.0, 0.3)},
        "delays": {"busy": [0.1, 0.4], "idle": [2.0]},
    }
    return Told(**(values | more))


def test_processes_add_up() -> None:
    figures = summed([told(), told(rates=[0.5], live=1, modes={"awake": 1}, delays={"busy": [0.2], "idle": []})])
    assert figures["cpu_cores"] == 1.6
    assert figures["core_percent_a_camera"] == round(160 / 3, 3)
    assert (figures["rss_mb"], figures["pss_mb"]) == (600, 500)
    assert (figures["decoded_fps_total"], figures["looked_fps_total"], figures["detections_per_s"]) == (48.0, 8.0, 6.0)
    assert (figures["analysed_fps_min"], figures["analysed_fps_median"]) == (0.5, 2.0)
    assert (figures["latency_p50_s"], figures["latency_p99_s"], figures["idle_latency_p50_s"]) == (0.2, 0.4, 2.0)
    assert figures["drops"] == {"newer": 10}
    assert figures["modes"] == {"idle": 1, "awake": 2}
    assert figures["stages_ms"]["inference"] == 10.0
    assert figures["live"] == 3


def test_without_busy_cameras_the_idle_ones_count() -> None:
    figures = summed([told(delays={"busy": [], "idle": [1.0, 3.0]})])
    assert figures["latency_p99_s"] == figures["idle_latency_p99_s"] == 3.0
