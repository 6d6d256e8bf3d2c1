"""Runs last: every operation of the specs has a flow, every argument was sent, every member of an answer was received."""

import pathlib

import answers
import pytest
import specs

HERE = pathlib.Path(__file__).parent
OPERATIONS = [(product, operation) for product in specs.PRODUCTS for operation in specs.operations(product)]

# What the flows do not send.
NOT_SENT = {}

# What the emulator never answers, by operation: there is nothing that it would say of snapshots.
NOT_RECEIVED = {
    # an error in an answer that worked is no answer that worked
    ("tencent-tiw", "CreateSnapshotTask"): ["Response.Error"],
    ("tencent-tiw", "DescribeSnapshotTask"): ["Response.Error"],
    # a task that cannot be created is refused
    ("huawei-mpc", "CreateThumbnailsTask"): ["description"],
    # workflows do not fail in parts
    ("huawei-vod", "ShowTaskDetail"): [
        "error_code", "error_msg", "edit_media_task",
        "workflow_task.task_result[].thumbnail_task.error_code", "workflow_task.task_result[].thumbnail_task.error_msg",
        "workflow_task.task_result[].image_sprite_task.error_code", "workflow_task.task_result[].image_sprite_task.error_msg",
    ],
    # transcoding, reviews, analysis and workflows are not emulated
    ("huawei-vod", "ShowAssetDetail"): ["transcode_info", "review_info"],
    ("alibaba-vod", "GetJobDetail"): ["TranscodeJobDetail", "AIJobDetail", "WorkflowTaskDetail"],
    ("alibaba-ice", "GetCustomTemplate"): ["CustomTemplate.FrontendHint"],
    ("alibaba-ice", "ListCustomTemplates"): ["CustomTemplateList[].FrontendHint"],
}


@pytest.fixture(autouse=True)
def whole_suite(request):
    """What was not run cannot have been seen."""
    ran = {item.path.name for item in request.session.items}
    missing = {file.name for file in HERE.glob("test_f[lr]*.py")} - ran
    if missing or request.config.option.keyword:
        pytest.skip("only a part of the flows was run")


def excepted(listed, product, operation, path):
    """Whether a path, or what it is within, is excepted for the operation or for all of the product's."""
    return any(
        path == known or path.startswith((known + ".", known + "[]"))
        for holder in ((product, operation), (product, None))
        for known in listed.get(holder, ())
    )


@pytest.mark.parametrize("product, operation", OPERATIONS)
def test_every_operation_has_a_flow(product, operation):
    assert (product, operation) in answers.RECEIVED, "no flow calls this operation: add one to test_flows_*.py"


def compare(known, seen, listed, product, operation):
    missing = [path for path in known if not seen_below(seen, path)]
    assert [path for path in missing if not excepted(listed, product, operation, path)] == []
    stale = [path for path in listed.get((product, operation), ()) if seen_below(seen, path)]
    assert stale == [], "excepted, but seen"


def seen_below(seen, path):
    """Whether a path was seen, or something within it where the spec goes no further."""
    return any(found == path or found.startswith((path + ".", path + "[]")) for found in seen)


@pytest.mark.parametrize("product, operation", OPERATIONS)
def test_every_argument_was_sent(product, operation):
    compare(specs.parameters(product, operation), answers.SENT[product, operation], NOT_SENT, product, operation)


@pytest.mark.parametrize("product, operation", OPERATIONS)
def test_every_member_was_received(product, operation):
    schema = next(
        (specs.media_schema(product, response) for status, response in
         specs.operations(product)[operation]["responses"].items() if str(status).startswith("2")), None)
    known = specs.leaves(product, schema) if schema else []
    compare(known, answers.RECEIVED[product, operation], NOT_RECEIVED, product, operation)
