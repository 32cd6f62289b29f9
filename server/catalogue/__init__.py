"""What portals, crawlers and programs read of the graph: DCAT, VoID, schema.org, sitemap, robots.txt and llms.txt."""
