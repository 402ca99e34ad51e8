"""Speed and memory of Spacerr beside a plain page, in one browser, in one run."""
