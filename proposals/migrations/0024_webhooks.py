import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0005_mandate_kinds'),
        ('ledger', '0003_sealing'),
        ('proposals', '0023_answering'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subscriber', models.CharField(max_length=120)),
                ('address', models.CharField(max_length=500)),
                ('secret', models.CharField(blank=True, max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('consented_at', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('cursor_transaction', models.BigIntegerField(default=0)),
                ('cursor_entry', models.BigIntegerField(default=0)),
                ('tried_at', models.DateTimeField(null=True)),
                ('rest_until', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consented_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='councils.council')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('refused_at__isnull', True)), fields=('council', 'asked_by', 'address'), name='one_webhook_per_person_and_address'),
                    models.CheckConstraint(condition=models.Q(('consented_at__isnull', True), ('refused_at__isnull', True), _connector='OR'), name='consented_or_refused'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('first_tried_at', models.DateTimeField(null=True)),
                ('next_try_at', models.DateTimeField()),
                ('delivered_at', models.DateTimeField(null=True)),
                ('dead_at', models.DateTimeField(null=True)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('failure', models.CharField(blank=True, max_length=20)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='proposals.webhook')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('dead_at__isnull', True), ('delivered_at__isnull', True)), fields=['webhook', 'next_try_at'], name='delivery_waiting'),
                    models.Index(condition=models.Q(('dead_at__isnull', False)), fields=['webhook', '-id'], name='delivery_dead'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('webhook', 'entry'), name='one_delivery_per_webhook_and_entry'),
                ],
            },
        ),
    ]
