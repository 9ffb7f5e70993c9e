"""What the person asked for (Brief), what the poster is (Poster), what the design stage answers (Design), and their files."""
