"""Every order and filter of a discussion has an index of its own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_silence'),
        ('proposals', '0004_deliberation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='counted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveIndex(
            model_name='comment',
            name='comment_proposal',
        ),
        migrations.AlterField(
            model_name='comment',
            name='amendment',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='proposals.amendment'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('parent__isnull', True), ('amendment__isnull', True)), fields=['proposal', 'id'], name='comment_proposal'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('amendment__isnull', True)), fields=['proposal', 'support_count', 'id'], name='comment_supported'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('parent__isnull', True), ('amendment__isnull', True)), fields=['proposal', 'support_count', 'id'], name='comment_threads_supported'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('amendment__isnull', True)), fields=['proposal', 'id'], name='comment_said'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('amendment__isnull', True)), fields=['proposal', 'stance', 'id'], name='comment_stance'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('amendment__isnull', True)), fields=['proposal', 'language', 'id'], name='comment_language'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('amendment__isnull', True)), fields=['proposal', 'seat', 'id'], include=('stance', 'retracted_at'), name='comment_seat'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('amendment__isnull', True), _negated=True), fields=['amendment', 'id'], name='comment_amendment'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('amendment__isnull', True), _negated=True), fields=['amendment', 'support_count', 'id'], name='comment_amendment_supported'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('parent__isnull', True), ('amendment__isnull', True), ('stance', 'question'), ('answer__isnull', True)), fields=['proposal', 'id'], name='question_open'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('parent__isnull', True), ('amendment__isnull', True), ('stance', 'question'), ('answer__isnull', False)), fields=['proposal', 'id'], name='question_answered'),
        ),
    ]
