"""What was there before gets its version of its category, its reporter as the first follower, and its hand-overs."""

from django.db import migrations

FILL = """
INSERT INTO incidents_categoryversion (id, created_at, category_id, number, titles, fields, before_pictures,
    after_pictures, sensitive, on_spot, duplicate_m, by_id)
SELECT gen_random_uuid(), created_at, id, 1, titles, '[]', 0, after_evidence::int, false, true, 50, NULL
FROM incidents_category;
UPDATE incidents_category SET number = 1;
UPDATE incidents_incident i SET category_version_id = v.id
FROM incidents_categoryversion v WHERE v.category_id = i.category_id;
INSERT INTO incidents_follower (id, created_at, incident_id, number, person_id, source, name, phone, anonymous, note,
    ticket_hash, joined_at)
SELECT gen_random_uuid(), created_at, id, 1, reporter_id, source, '', '', false, '', '', created_at
FROM incidents_incident WHERE reporter_id IS NOT NULL;
INSERT INTO incidents_handover (id, created_at, incident_id, round, step_id, kind, giver_id, receiver_id, direction,
    by_id, at, reason, by_rule)
SELECT gen_random_uuid(), at, incident_id, round, id, step,
    CASE WHEN step <> 'dispatch' THEN organisation_id END, CASE WHEN step = 'dispatch' THEN organisation_id END,
    '', actor_id, at, note, CASE WHEN step = 'dispatch' THEN why <> '' END
FROM incidents_incidentstep WHERE step IN ('dispatch', 'return', 'withdraw');
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_spine")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
