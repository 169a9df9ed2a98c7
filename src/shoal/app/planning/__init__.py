"""From a brief to a shortlist to a plan: made, kept, decided on, compared, taken out as a vetted list."""
