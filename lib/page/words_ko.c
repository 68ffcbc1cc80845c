/* SPDX-License-Identifier: Apache-2.0 */
/* Korean. */
#include "page/words.h"

static const oas_word_t rows[] = {
    /* what happened */
    {"Sign-in was cancelled", "로그인이 취소되었습니다"},
    {"The sign-in service says that access was not granted. If that was not what you wanted, try again.",
     "로그인 서비스에서 접근이 허용되지 않았다고 합니다. 원하신 결과가 아니라면 다시 시도하세요."},
    {"This account may not sign in here", "이 계정은 여기에 로그인할 수 없습니다"},
    {"The sign-in service knows you, but this site is for others only. Try again with another account, or ask the people "
     "who run this site.",
     "로그인 서비스는 회원님을 알고 있지만, 이 사이트는 다른 분들만 이용할 수 있습니다. 다른 계정으로 시도하거나 사이트 "
     "운영자에게 문의하세요."},
    {"Your browser did not send our cookie back", "브라우저가 쿠키를 돌려보내지 않았습니다"},
    {"To sign in, your browser has to keep a small cookie of this site for a few minutes, and this time it did not come "
     "back. Allow cookies for this site, or open the page in the browser in which you began, and try again.",
     "로그인하려면 브라우저가 이 사이트의 작은 쿠키를 몇 분간 보관해야 하는데, 이번에는 돌아오지 않았습니다. 이 사이트의 쿠키를 "
     "허용하거나 처음 시작한 브라우저에서 페이지를 열고 다시 시도하세요."},
    {"You signed in more than once within a minute, and each time your browser came back without the cookie that says so. "
     "Allow cookies for this site, and try again in a minute.",
     "1분 안에 여러 번 로그인하셨지만, 그때마다 브라우저가 로그인을 나타내는 쿠키 없이 돌아왔습니다. 이 사이트의 쿠키를 허용하고"
     " 1분 뒤에 다시 시도하세요."},
    {"The sign-in service can not sign you in as this site asks",
     "로그인 서비스가 이 사이트에서 요구하는 방식으로 로그인할 수 없습니다"},
    {"This site asks for a stronger sign-in than the service has for you. Try again with another account or another device,"
     " or tell the people who run this site.",
     "이 사이트는 서비스에서 회원님에게 제공하는 것보다 더 강력한 로그인을 요구합니다. 다른 계정이나 다른 기기로 시도하거나 사이트"
     " 운영자에게 알려 주세요."},
    {"A stronger sign-in is needed", "더 강력한 로그인이 필요합니다"},
    {"The page you want to see is for people who signed in lately, or in a safer way. You were just asked to, and the sign-"
     "in service did not do what this site asked of it. Try again; if it happens again, tell the people who run this site.",
     "보려는 페이지는 최근에, 또는 더 안전한 방식으로 로그인한 분들을 위한 것입니다. 방금 그렇게 요청했지만 로그인 서비스가 이 "
     "사이트의 요청대로 하지 않았습니다. 다시 시도하고, 또 같은 일이 생기면 사이트 운영자에게 알려 주세요."},
    {"This sign-in is over", "이미 끝난 로그인입니다"},
    {"The address you opened belongs to a sign-in that was finished before. Go on to the page to sign in anew.",
     "열린 주소는 이미 끝난 로그인의 주소입니다. 페이지로 이동하여 새로 로그인하세요."},
    {"Too many people are signing in right now", "지금 로그인하는 사람이 너무 많습니다"},
    {"Please try again in a few seconds. Who is signed in already is not affected.",
     "몇 초 뒤에 다시 시도하세요. 이미 로그인한 분들은 영향을 받지 않습니다."},
    {"Nobody can sign in just now", "지금은 아무도 로그인할 수 없습니다"},
    {"The people who run this site have stopped sign-ins for a while. Please try again later.",
     "사이트 운영자가 로그인을 잠시 중단했습니다. 나중에 다시 시도하세요."},
    {"This address is a step of signing in", "이 주소는 로그인 과정의 한 단계입니다"},
    {"It has no use by itself. Open the page you want to see; if it asks you to sign in, it brings you back.",
     "이 주소만으로는 아무것도 할 수 없습니다. 보려는 페이지를 여세요. 로그인이 필요하면 로그인 뒤에 그 페이지로 돌아옵니다."},
    {"The sign-in service refused", "로그인 서비스가 거절했습니다"},
    {"It answered with an error instead of signing you in. Please try again; if it happens again, tell the people who run "
     "this site.",
     "로그인 대신 오류로 응답했습니다. 다시 시도하고, 또 같은 일이 생기면 사이트 운영자에게 알려 주세요."},
    {"It did not accept this site's request, so you were not sent there. The people who run this site can find the reason "
     "in the server's error log.",
     "이 사이트의 요청을 받아들이지 않아 그곳으로 이동하지 않았습니다. 사이트 운영자는 서버의 오류 로그에서 이유를 확인할 수 "
     "있습니다."},
    {"It did not accept this site's request, so nobody was signed in. The people who run this site can find the reason in "
     "the server's error log.",
     "이 사이트의 요청을 받아들이지 않아 로그인되지 않았습니다. 사이트 운영자는 서버의 오류 로그에서 이유를 확인할 수 있습니다."},
    {"Your account is too large for this site", "계정 정보가 이 사이트에 비해 너무 큽니다"},
    {"The sign-in service says more about you than this site can keep, so you were not signed in. Please tell the people "
     "who run this site: they can make room for it, or ask for less.",
     "로그인 서비스가 보낸 회원 정보가 이 사이트에서 보관할 수 있는 양보다 많아 로그인되지 않았습니다. 사이트 운영자에게 알려 "
     "주세요. 공간을 늘리거나 정보를 덜 요청할 수 있습니다."},
    {"The sign-in service says more about you than this site can keep, so you were not signed in. Please tell the people "
     "who run this site: they can ask for less.",
     "로그인 서비스가 보낸 회원 정보가 이 사이트에서 보관할 수 있는 양보다 많아 로그인되지 않았습니다. 사이트 운영자에게 알려 "
     "주세요. 정보를 덜 요청할 수 있습니다."},
    {"You are signed in on too many devices", "너무 많은 기기에서 로그인되어 있습니다"},
    {"This site lets everybody be signed in a few times only, and you are already, on other devices or in other browsers. "
     "Sign out there, or wait until you are signed out there, and try again.",
     "이 사이트에서는 한 사람이 동시에 로그인할 수 있는 횟수가 정해져 있는데, 이미 다른 기기나 브라우저에서 로그인되어 있습니다."
     " 그곳에서 로그아웃하거나 로그아웃될 때까지 기다린 뒤 다시 시도하세요."},
    {"Nothing has happened", "아무 일도 일어나지 않았습니다"},
    {"What you sent did not come from a page of this site. Open the page once more and try again.",
     "보내신 내용이 이 사이트의 페이지에서 온 것이 아닙니다. 페이지를 다시 열고 시도하세요."},
    {"The page was open for more than an hour, or you have signed in anew since. Open it once more and try again.",
     "페이지가 한 시간 넘게 열려 있었거나 그사이 새로 로그인하셨습니다. 페이지를 다시 열고 시도하세요."},
    {"It was not clear which sessions were meant.", "어느 세션을 말하는지 분명하지 않았습니다."},
    {"There is no such page of the list", "목록에 그런 페이지가 없습니다"},
    {"Begin at its first page.", "첫 페이지부터 시작하세요."},
    {"This link does not work", "작동하지 않는 링크입니다"},
    {"Something in the link you followed is not as it should be, so you were not sent to the sign-in service.",
     "따라오신 링크에 잘못된 부분이 있어 로그인 서비스로 이동하지 않았습니다."},
    {"There is no such sign-in service here", "여기에는 그런 로그인 서비스가 없습니다"},
    {"The link you followed names a sign-in service that this site does not know.",
     "따라오신 링크에 이 사이트가 모르는 로그인 서비스가 적혀 있습니다."},
    {"This is no account", "계정이 아닙니다"},
    {"Type it as you would type an address of a mail, or as the address of your page.",
     "이메일 주소나 회원님 페이지의 주소처럼 입력하세요."},
    {"Accounts of this kind can not sign in here", "이런 종류의 계정은 여기에 로그인할 수 없습니다"},
    {"This site does not know who could say that the account is yours.",
     "이 사이트는 그 계정이 회원님의 것인지 누가 확인해 줄 수 있는지 알지 못합니다."},
    {"This account can not sign in here", "이 계정으로는 여기에 로그인할 수 없습니다"},
    {"Those who keep the account do not say where it signs in. Check that it is spelled right.",
     "계정을 관리하는 곳에서 로그인할 곳을 알려 주지 않습니다. 철자가 맞는지 확인하세요."},
    {"Sign-in could not be completed", "로그인을 마치지 못했습니다"},
    {"The answer of the sign-in service does not belong to a sign-in that was begun here. Please try again.",
     "로그인 서비스의 응답이 여기에서 시작한 로그인에 대한 것이 아닙니다. 다시 시도하세요."},
    {"Sign-in took too long", "로그인하는 데 시간이 너무 오래 걸렸습니다"},
    {"The time for this sign-in is over. Please try again.",
     "이 로그인에 주어진 시간이 지났습니다. 다시 시도하세요."},
    {"The answer of the sign-in service was not one that can be trusted, so nobody was signed in. Please try again; if it "
     "happens again, tell the people who run this site.",
     "로그인 서비스의 응답을 믿을 수 없어 로그인되지 않았습니다. 다시 시도하고, 또 같은 일이 생기면 사이트 운영자에게 알려 "
     "주세요."},
    {"The sign-in service does not answer", "로그인 서비스가 응답하지 않습니다"},
    {"Please try again in a few moments. Who is signed in already is not affected.",
     "잠시 뒤에 다시 시도하세요. 이미 로그인한 분들은 영향을 받지 않습니다."},
    {"No more people can sign in right now", "지금은 더 이상 로그인할 수 없습니다"},
    {"The server has no room for another session. Please try again in a minute or two. Who is signed in already is not "
     "affected.",
     "서버에 새 세션을 위한 공간이 없습니다. 1~2분 뒤에 다시 시도하세요. 이미 로그인한 분들은 영향을 받지 않습니다."},
    {"Sign-in is not set up correctly", "로그인이 올바르게 설정되어 있지 않습니다"},
    {"The people who run this site can find the reason in the server's error log.",
     "사이트 운영자는 서버의 오류 로그에서 이유를 확인할 수 있습니다."},
    {"Something went wrong on our side", "저희 쪽에서 문제가 생겼습니다"},
    {"Try again", "다시 시도"},
    {"This page is not for you", "이 페이지를 볼 권한이 없습니다"},
    {"You are signed in, but the people who run this site have not given you access to this page.",
     "로그인되어 있지만 사이트 운영자가 이 페이지를 볼 권한을 주지 않았습니다."},
    {"Sign in as somebody else", "다른 사용자로 로그인"},
    {"The sign-in service has too much to say of {claim}, and did not send it. Please tell t"
     "he people who run this site.",
     "로그인 서비스가 {claim} 항목이 너무 많아서 보내지 않았습니다. 사이트 운영자에게 알려 주세요."},
    {"What is required and not fulfilled", "필요하지만 충족되지 않은 조건"},
    {"What the sign-in service told this site about you", "로그인 서비스가 이 사이트에 알려 준 항목"},
    {"You are signed in, but not in the way that this page requires.",
     "로그인되어 있지만 이 페이지에서 요구하는 방식이 아닙니다."},
    {"It requires a sign-in of the last {count} days.", "최근 {count}일 안에 한 로그인이 필요합니다."},
    {"It requires a sign-in of the last {count} hours.", "최근 {count}시간 안에 한 로그인이 필요합니다."},
    {"It requires a sign-in of the last {count} minutes.",
     "최근 {count}분 안에 한 로그인이 필요합니다."},
    {"It requires a sign-in of the last {count} seconds.",
     "최근 {count}초 안에 한 로그인이 필요합니다."},
    {"Yours was {count} days ago.", "회원님은 {count}일 전에 로그인하셨습니다."},
    {"Yours was {count} hours ago.", "회원님은 {count}시간 전에 로그인하셨습니다."},
    {"Yours was {count} minutes ago.", "회원님은 {count}분 전에 로그인하셨습니다."},
    {"Yours was {count} seconds ago.", "회원님은 {count}초 전에 로그인하셨습니다."},
    {"The time of yours can not be read.", "회원님이 로그인한 시간을 읽을 수 없습니다."},
    {"It requires a sign-in with {claim} {required}, and yours has no {claim}.",
     "{claim} 값이 {required}인 로그인이 필요하지만, 회원님의 로그인에는 {claim} 값이 없습니다."},
    {"It requires a sign-in with {claim} {required}, and yours has {claim} {present}.",
     "{claim} 값이 {required}인 로그인이 필요하지만, 회원님의 로그인은 {claim} 값이 {present}입니다."},
    {"The sign-in service was asked for it. Sign out to come back in another way.",
     "로그인 서비스에 요청했습니다. 다른 방식으로 로그인하려면 로그아웃하세요."},
    {"If it would be hard to write again, go back and copy it. Then sign in, and send it once more.",
     "다시 쓰기 어려운 내용이라면 뒤로 가서 복사해 두세요. 그런 다음 로그인하고 다시 보내세요."},
    {"What you sent was not saved", "보내신 내용이 저장되지 않았습니다"},
    {"Your sign-in has ended, or there was none yet. If it would be hard to write again, go back and copy it. Then sign in,"
     " and send it once more.",
     "로그인이 끝났거나 아직 로그인하지 않으셨습니다. 다시 쓰기 어려운 내용이라면 뒤로 가서 복사해 두세요. 그런 다음 로그인하고 "
     "다시 보내세요."},
    {"What you did was not saved", "하신 일이 저장되지 않았습니다"},
    {"Something else changed it in the same moment: perhaps you have the page open twice. Go back, reload the page, and do "
     "it once more.",
     "같은 순간에 다른 곳에서 바뀌었습니다. 페이지가 두 번 열려 있을 수 있습니다. 뒤로 가서 페이지를 새로 고치고 다시 하세요."},
    {"Your session on this site ended just now. If it would be hard to write again, go back and copy it. Then reload the "
     "page, and do it once more.",
     "이 사이트의 세션이 방금 끝났습니다. 다시 쓰기 어려운 내용이라면 뒤로 가서 복사해 두세요. 그런 다음 페이지를 새로 고치고 "
     "다시 하세요."},
    {"The server has too much to do at the moment. Go back, and try it again in a few seconds.",
     "지금 서버에 할 일이 너무 많습니다. 뒤로 가서 몇 초 뒤에 다시 시도하세요."},
    {"Something is wrong with this page. The people who run this site can find the reason in the server's error log.",
     "이 페이지에 문제가 있습니다. 사이트 운영자는 서버의 오류 로그에서 이유를 확인할 수 있습니다."},
    {"Back to the page", "페이지로 돌아가기"},
    {"Nobody was signed out", "아무도 로그아웃되지 않았습니다"},
    {"This address is for pages of sign-in services.", "이 주소는 로그인 서비스의 페이지를 위한 것입니다."},
    {"This address takes logout tokens of the providers that sign people in here.",
     "이 주소는 이 사이트에 로그인해 주는 제공자의 로그아웃 토큰을 받습니다."},
    {"Reason:", "이유:"},
    {"Request:", "요청:"},
    /* on the way */
    {"Choose where to sign in", "로그인할 서비스 선택"},
    {"This site lets several services sign people in. Choose the one that knows you.",
     "이 사이트는 여러 서비스로 로그인할 수 있습니다. 계정이 있는 서비스를 선택하세요."},
    {"Signing you in", "로그인하는 중"},
    {"One moment, please.", "잠시만 기다려 주세요."},
    {"Continue", "계속"},
    {"The answer of the sign-in service is in a part of the address that only your browser sees, and a script of this page "
     "has to pass it on. Allow JavaScript for this site, and open the page you want to see once more.",
     "로그인 서비스의 응답은 브라우저만 볼 수 있는 주소 부분에 있어, 이 페이지의 스크립트가 전달해야 합니다. 이 사이트에서 "
     "JavaScript를 허용하고 보려는 페이지를 다시 여세요."},
    {"To the start page", "시작 페이지로"},
    /* signing out */
    {"Sign in", "로그인"},
    {"Sign out", "로그아웃"},
    {"Sign out?", "로그아웃할까요?"},
    {"You are signed in as {user}.", "{user} 님으로 로그인되어 있습니다."},
    {"Stay signed in", "로그인 유지"},
    {"You are signed out", "로그아웃되었습니다"},
    {"Your session on this site has ended.", "이 사이트의 세션이 끝났습니다."},
    /* lists of sessions */
    {"Where you are signed in", "로그인된 곳"},
    {"You are signed in to this site here. End what you do not know: that browser has to sign in again.",
     "이 사이트에 로그인된 곳입니다. 모르는 것은 끝내세요. 그 브라우저는 다시 로그인해야 합니다."},
    {"Sessions of this site", "이 사이트의 세션"},
    {"this browser", "이 브라우저"},
    {"{browser} on {system}", "{system}의 {browser}"},
    {"An unknown browser", "알 수 없는 브라우저"},
    {"An unknown browser on {system}", "{system}의 알 수 없는 브라우저"},
    {"{address}, signed in with {provider}", "{address}, {provider}(으)로 로그인"},
    {"First seen {first}, last seen {last}", "처음 접속: {first}, 마지막 접속: {last}"},
    {"just now", "방금"},
    {"1 minute ago", "1분 전"},
    {"{count} minutes ago", "{count}분 전"},
    {"1 hour ago", "1시간 전"},
    {"{count} hours ago", "{count}시간 전"},
    {"{count} days ago", "{count}일 전"},
    {"End", "끝내기"},
    {"End the session of {agent} at {address}", "{address}에 있는 {agent}의 세션 끝내기"},
    {"End all others", "다른 세션 모두 끝내기"},
    {"End 1 session", "세션 1개 끝내기"},
    {"End all {count} sessions", "세션 {count}개 모두 끝내기"},
    {"End everybody's", "모든 사람의 세션 끝내기"},
    {"All have to sign in again, and you, too, if you came by one of these sessions.",
     "모두 다시 로그인해야 합니다. 이 세션 중 하나로 들어오셨다면 회원님도 마찬가지입니다."},
    {"1 session in all.", "모두 1개 세션입니다."},
    {"{count} sessions in all.", "모두 {count}개 세션입니다."},
    {"1 session of that kind.", "조건에 맞는 세션은 1개입니다."},
    {"{count} sessions of that kind.", "조건에 맞는 세션은 {count}개입니다."},
    {"Show all", "모두 보기"},
    {"Show", "보기"},
    {"Older sessions", "이전 세션"},
    {"User", "사용자"},
    {"Provider", "제공자"},
    {"Address", "주소"},
    {"Your browser sent another cookie than ours", "브라우저가 이 사이트의 쿠키가 아닌 다른 쿠키를 보냈습니다"},
    {"A cookie of the same name came instead of the one this site gave your browser: another site of the same domain "
     "may have set it, or you began in another browser. Delete the cookies of this site, and try again.",
     "이 사이트가 브라우저에 준 쿠키 대신 이름이 같은 다른 쿠키가 왔습니다. 같은 도메인의 다른 사이트가 설정했거나 다른 브라우저에서 로그인을 시작했을 수 있습니다. 이 사이트의 쿠키를 삭제하고 다시 "
     "시도하십시오."},
    {"This site gives its cookies to https only, and your browser came here without it. Open the page with https:// "
     "in front of its address; if that does not work, tell the people who run this site.",
     "이 사이트는 https에서만 쿠키를 사용하는데 브라우저가 https 없이 접속했습니다. 주소 앞에 https://를 붙여 페이지를 여십시오. 그래도 안 되면 사이트 운영자에게 알려 주십시오."},
    {"This site has more than one name, and our cookie was for another one than that in the address of this page. "
     "Begin once more by the site's usual address; if it happens again, tell the people who run this site.",
     "이 사이트에는 이름이 둘 이상 있으며 쿠키는 이 페이지 주소와 다른 이름에 대한 것이었습니다. 사이트의 평소 주소로 다시 시작하십시오. 다시 발생하면 사이트 운영자에게 알려 주십시오."},
    {"The time for this sign-in is over. Please try again. If you were quick, the clocks of this site's servers do "
     "not agree: tell the people who run it.",
     "이 로그인의 제한 시간이 지났습니다. 다시 시도하십시오. 빨리 진행했는데도 그렇다면 이 사이트 서버들의 시계가 서로 다른 것이니 운영자에게 알려 주십시오."},
    {"Two clocks do not agree", "두 시계가 서로 맞지 않습니다"},
    {"By the clock of this site the answer of the sign-in service is too old, so nobody was signed in. Please try "
     "again; if it happens again, one of the two clocks is wrong: tell the people who run this site.",
     "이 사이트의 시계로 보면 로그인 서비스의 응답이 너무 오래되어 로그인하지 않았습니다. 다시 시도하십시오. 다시 발생하면 두 시계 중 하나가 틀린 것이니 사이트 운영자에게 알려 주십시오."},
    {"By the clock of this site the answer of the sign-in service is of a time to come, so nobody was signed in. One "
     "of the two clocks is wrong: tell the people who run this site.",
     "이 사이트의 시계로 보면 로그인 서비스의 응답이 미래의 것이어서 로그인하지 않았습니다. 두 시계 중 하나가 틀린 것이니 사이트 운영자에게 알려 주십시오."},
    {"What was sent here was not passed on", "여기로 보낸 내용은 전달되지 않았습니다"},
    {"It was kept for who was signed in before, and you have signed in as somebody else. Nothing of it has reached "
     "the site.",
     "이전에 로그인했던 사용자를 위해 보관한 내용인데 다른 사용자로 로그인하셨습니다. 그 내용은 사이트에 전달되지 않았습니다."},
    {NULL, NULL},
};

const oas_words_t oas_words_ko = {.tag = "ko", .rows = rows};
