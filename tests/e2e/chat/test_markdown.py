"""What models write is set as it was meant: formulas, code, marks beside Chinese and Japanese."""

from playwright.sync_api import expect

from tests.provider import Script

REPLY = r"""**「文」**です。**注意：**正文。

https://example.com/docs（说明）了解更多

Let $x = \frac{-b}{2a}$ be a root; it costs $5 and $10. Dear \[Your Name\],

| Norm | Value |
|------|-------|
| $|x|$ | 1 |

```python
print("hello")
```

- [x] done
"""


def test_a_reply_is_set_as_it_was_meant(open_tab, provider):
    provider.set(Script(tuple(REPLY), rate=0))
    tab = open_tab()
    tab.send("Everything, please")
    tab.ends("complete")
    for _ in ("grown", "read later"):
        reply = tab.last
        expect(reply.locator("[data-streamdown=strong]")).to_have_text(["「文」", "注意："])
        link = reply.get_by_role("link", name="https://example.com/docs", exact=True)
        expect(link).to_have_attribute("href", "https://example.com/docs")
        expect(reply.locator("p .katex")).to_have_count(1)
        expect(reply).to_contain_text("it costs $5 and $10. Dear [Your Name],")
        expect(reply.locator("td")).to_have_count(2)
        expect(reply.locator("td .katex")).to_have_count(1)
        coloured = reply.locator("pre span[style*='--sdm-c']", has_text="print")
        expect(coloured.first).not_to_have_css("color", "rgb(0, 0, 0)")
        expect(reply.locator("pre")).to_contain_text('print("hello")')
        tab.page.reload()
