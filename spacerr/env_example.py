"""The text of `.env.example`, which lists every setting."""

from collections.abc import Mapping

from pydantic.fields import FieldInfo


def env_example(fields: Mapping[str, FieldInfo]) -> str:
    """Every setting with its default and what it means, from the settings' fields by name."""
    lines = ["# Every setting of Spacerr. Copy to .env and change what you need.", ""]
    for name, field in fields.items():
        default = ".spacerr" if name == "data_dir" else field.default
        value = str(default).lower() if isinstance(default, bool) else default
        value = "" if value is None else value
        lines += [f"# {field.description}", f"# SPACERR_{name.upper()}={value}", ""]
    lines += [
        "# Model providers are used when their key is here: OPENAI_API_KEY, ANTHROPIC_API_KEY,",
        "# GEMINI_API_KEY, OPENROUTER_API_KEY, MISTRAL_API_KEY, GROQ_API_KEY, DEEPSEEK_API_KEY, …",
        "# OPENAI_API_KEY=",
        "",
        "# Any server that speaks OpenAI's protocol; its models are listed by themselves.",
        "# OPENAI_BASE_URL=http://localhost:1234/v1",
    ]
    return "\n".join(lines) + "\n"
