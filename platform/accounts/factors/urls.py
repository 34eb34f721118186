"""Second factors: the library's pages, under the names by which it finds them; and the page that asks again."""

from allauth.mfa.base.views import authenticate
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from accounts.again.views import again
from accounts.browser_views import browsers

from .views import Factors

urlpatterns = [
    path("again/", again, name="again"),
    path("browsers/", browsers, name="browsers"),
    path("second-factor/", Factors.as_view(), name="mfa_index"),
    path("second-factor/sign-in/", authenticate, name="mfa_authenticate"),
    path("second-factor/app/", never_cache(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/end/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/codes/", never_cache(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("second-factor/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("second-factor/passkeys/new/", never_cache(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/end/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
]
