"""The addresses of the councils' rooms. The pages of a council and of a round span both apps and are the web's."""

from django.urls import path

from .beginning import views as beginning
from .mandates.views import councils, joining, movements
from .secretariat.views import desk, facts, inviting, offices, people, rehearsals, rounds
from .secretariat.views import movements as desk_movements

urlpatterns = [
    path("begin/", beginning.start, name="begin"),
    path("begin/check/", beginning.check, name="begin_check"),
    path("begin/movements/", beginning.movements, name="begin_movements"),
    path("begin/begun/<slug:slug>/", beginning.begun, name="begin_begun"),
    path("begin/<slug:name>/", beginning.step, name="begin_step"),
    path("me/acting/", joining.acting, name="act_for"),
    path("invitations/<str:token>/", joining.invitation, name="invitation"),
    path("councils/", councils.council_list, name="council_list"),
    path("councils/<slug:slug>/seats/", councils.seats, name="council_seats"),
    path("councils/<slug:slug>/seats/named/", councils.seats_named, name="council_seats_named"),
    path("councils/<slug:slug>/times/", councils.times, name="council_times"),
    path("councils/<slug:slug>/rulebook/", councils.rulebook, name="council_rulebook"),
    path("councils/<slug:slug>/rulebook/<int:version>/", councils.rulebook, name="council_rulebook_version"),
    path("councils/<slug:slug>/apply/", joining.apply, name="council_apply"),
    path("councils/<slug:slug>/apply/returning/", joining.apply_returning, name="council_apply_returning"),
    path("movements/<slug:slug>/", movements.movement, name="movement"),
    path("movements/<slug:slug>/members/", movements.members, name="movement_members"),
    path("movements/<slug:slug>/members/enrolment/", movements.enrol, name="movement_enrol"),
    path("movements/<slug:slug>/members/<int:pk>/", movements.member, name="movement_member"),
    path("movements/<slug:slug>/members/<int:pk>/name/", movements.name, name="movement_name"),
    path("movements/<slug:slug>/invitations/<int:pk>/withdraw/", movements.withdraw, name="movement_withdraw"),
    path("movements/<slug:slug>/leave/<slug:council>/", movements.leave, name="movement_leave"),
    path("desk/<slug:slug>/", desk.desk, name="desk"),
    path("desk/<slug:slug>/acts/<int:pk>/", desk.act, name="desk_act"),
    path("desk/<slug:slug>/acts/<int:pk>/evidence/", desk.act_evidence, name="desk_act_evidence"),
    path("desk/<slug:slug>/movements/", desk_movements.seats, name="desk_seats"),
    path("desk/<slug:slug>/movements/<slug:movement>/", desk_movements.seat, name="desk_seat"),
    path("desk/<slug:slug>/people/", people.people, name="desk_people"),
    path("desk/<slug:slug>/invitations/", inviting.inviting, name="desk_inviting"),
    path("desk/<slug:slug>/invitations/<int:pk>/", inviting.invited, name="desk_invited"),
    path("desk/<slug:slug>/mandates/<int:pk>/", desk_movements.mandate, name="desk_mandate"),
    path("desk/<slug:slug>/mandates/<int:pk>/evidence/", desk.evidence, name="desk_evidence"),
    path("desk/<slug:slug>/offices/", offices.offices, name="desk_offices"),
    path("desk/<slug:slug>/offices/<int:pk>/end/", offices.end, name="desk_office_end"),
    path("desk/<slug:slug>/countries/", facts.countries, name="desk_countries"),
    path("desk/<slug:slug>/rulebook/", facts.rulebook, name="desk_rulebook"),
    path("desk/<slug:slug>/rehearsals/", rehearsals.rehearsals, name="desk_rehearsals"),
    path("desk/<slug:slug>/clock/", rehearsals.clock, name="desk_clock"),
    path("desk/<slug:slug>/rounds/", rounds.rounds, name="desk_rounds"),
    path("desk/<slug:slug>/rounds/new/", rounds.convene, name="desk_convene"),
    path("desk/<slug:slug>/rounds/<int:number>/", rounds.round_, name="desk_round"),
    path("desk/<slug:slug>/rounds/<int:number>/suspension/", rounds.suspension, name="desk_suspension"),
    path("desk/<slug:slug>/windows/<int:pk>/", rounds.window, name="desk_window"),
]
