-- repairs_by_shop: Shops decide how many mechanics they need on Saturdays.
-- One row per day and region. Keep the key columns first.
select
  cast(event_time as date) as day,
  region,
  count(*)                 as events
from source('first')
where event_time >= date '2026-01-01'
group by 1, 2
