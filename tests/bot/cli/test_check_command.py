def test_settings_by_which_nothing_happens_pass_with_a_note(broadsheet, folder):
    (folder / "broadsheet.yaml").write_text("")

    checked = broadsheet("check")

    assert checked.exit_code == 0
    assert checked.stdout.startswith("file ")
    assert checked.stderr.splitlines() == [
        "Nothing would be read but what you import: there's no folder under sources:",
        "Nothing would be posted, unless chat makes a schedule: there's none under schedules:",
    ]


def test_the_built_in_example_passes_without_a_note(broadsheet):
    assert broadsheet("check").stderr == ""
