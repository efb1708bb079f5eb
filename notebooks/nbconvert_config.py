"""For `jupyter nbconvert --config`: exports these notebooks as pages that need no other host."""

from pathlib import Path

c = get_config()  # noqa: F821
c.TemplateExporter.extra_template_basedirs = [str(Path(__file__).parent / "templates")]
c.HTMLExporter.template_name = "offline"
c.SlidesExporter.template_name = "reveal"
