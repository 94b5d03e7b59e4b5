-- GIN finds beginnings already; only SQLite's index changes. Keep the steps of both engines in step.

SELECT 1;
