"""The disclosure app: publications and what leads to them."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "mingjing.disclosure"
    label = "disclosure"
    verbose_name = "公示"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Publishing and withdrawing follow from the acts that the packs mark so, whatever they are called."""
        from mingjing.cases import effects, fixity, proposals
        from mingjing.disclosure.drafts import confirmed_masks
        from mingjing.disclosure.publish import publish
        from mingjing.disclosure.withdraw import withdraw

        effects.register("publish", publish)
        effects.register("withdraw", withdraw)
        proposals.register("publish", "masks", confirmed_masks)
        fixity.named_in("SELECT pdf, '', NULL FROM disclosure_publication WHERE pdf <> ''")
