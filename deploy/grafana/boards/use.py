from deploy.grafana.panels import Dashboard, Panel, of_month, share, total

ONLY_ELECTRONIC = total("meetings_only_electronic")

USE = Dashboard(
    "hop-use",
    "Use of paperless meetings",
    "For leaders: the directions of the plan as targets, by level and over time.",
    {
        "Directions of the plan": (
            Panel(
                "Meetings, against the time planned",
                "Minutes held ÷ minutes planned. The national e-Cabinet asks for meetings 30 % shorter.",
                {"held ÷ planned": share("minutes_held", "minutes_planned")},
                "percentunit",
                target=0.7,
            ),
            Panel(
                "Meetings shorter than before",
                "1 - minutes held ÷ what the meetings would have taken by the baseline their bodies typed in.",
                {"shorter": f"1 - {share('minutes_compared', 'minutes_before')}"},
                "percentunit",
                target=0.3,
            ),
            Panel(
                "Targets in force",
                "As the bodies at the top of their trees have set them, by level.",
                {"{{measure}}, {{level}}": "max by (measure, level) (hop_target_ratio)"},
                "percentunit",
                kind="bargauge",
            ),
            Panel(
                "People who had opened a paper before the start",
                "Of those entitled to one.",
                {"opened": share("people_opened", "people_entitled")},
                "percentunit",
                target=0.8,
            ),
            Panel(
                "Meetings with electronic papers only",
                "Nothing printed, by a complete count ÷ meetings counted. The e-Cabinet asks for all but secret.",
                {"electronic": f"{ONLY_ELECTRONIC} / ({ONLY_ELECTRONIC} + {total('meetings_with_paper')})"},
                "percentunit",
                target=1.0,
            ),
            Panel(
                "Papers too late by the legal clock",
                "Meetings whose last paper came less than three working days ahead ÷ meetings called.",
                {
                    "papers": share("papers_late", "meetings_called"),
                    "invitations": share("invitations_late", "meetings_called"),
                },
                "percentunit",
                target=0.0,
            ),
        ),
        "By level": (
            Panel(
                "Meetings called in 30 days",
                "By level of the body on the meeting's day.",
                {"{{level}}": of_month("meetings_called", "level")},
            ),
            Panel(
                "Meetings held in 30 days",
                "Recorded as held, by level.",
                {"{{level}}": of_month("meetings_held", "level")},
            ),
            Panel(
                "Held ÷ planned minutes",
                "By level.",
                {"{{level}}": share("minutes_held", "minutes_planned", "level")},
                "percentunit",
            ),
            Panel(
                "Pages opened before the start ÷ pages entitled",
                "By level.",
                {"{{level}}": share("pages_opened", "pages_entitled", "level")},
                "percentunit",
            ),
        ),
        "Meetings and people": (
            Panel(
                "Meetings by mode",
                "Called, since the beginning.",
                {"{{mode}}": total("meetings_called", "mode")},
                kind="bargauge",
            ),
            Panel(
                "Meetings by kind",
                "Called, since the beginning.",
                {"{{kind}}": total("meetings_called", "kind")},
                kind="bargauge",
            ),
            Panel(
                "Invitations answered before the start",
                "Of all people called.",
                {"answered": share("answers_in_time", "participants_called")},
                "percentunit",
            ),
            Panel(
                "Attendance",
                "People recorded as there ÷ people called.",
                {"attended": share("participants_attended", "participants_called")},
                "percentunit",
            ),
            Panel(
                "Cancelled after the call",
                "Of all meetings called.",
                {"cancelled": share("meetings_cancelled", "meetings_called")},
                "percentunit",
            ),
            Panel(
                "Seats taken by a substitute",
                "Of all people called.",
                {"substitutes": share("answers_by_substitute", "participants_called")},
                "percentunit",
            ),
            Panel(
                "Paper",
                "Pages × people entitled at the start: what would have been printed; what the print desk counted; the "
                "difference, of meetings whose count is complete.",
                {
                    "would have been printed": total("pages_entitled"),
                    "printed": total("pages_printed"),
                    "not printed": total("pages_saved"),
                },
            ),
            Panel(
                "People who read, by device",
                "By the end of the meeting's day, once for each kind of device, since the beginning.",
                {"{{device}}": total("devices_used", "device")},
                kind="bargauge",
            ),
            Panel(
                "Papers and pages handed out",
                "At the start, since the beginning.",
                {"papers": total("papers_handed_out"), "pages": total("pages_handed_out")},
            ),
        ),
    },
    since="now-90d",
)
